package org.lockstep.data;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a DataFrame, computed anew for each pass over them: cache what is dear.
 *
 * <p>Spark's own estimate of its size, which is large where nothing is known, decides whether it is
 * small.
 */
public final class DatasetTable extends Table {
  /** What messages call the table. */
  public static final String NAME = "the DataFrame";

  /** Takes the rows. */
  public DatasetTable(Dataset<?> rows) {
    super(NAME, rows.toDF(), FileColumns.NONE);
  }

  @Override
  long bytes() {
    var size =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows())
            .queryExecution()
            .optimizedPlan()
            .stats()
            .sizeInBytes();
    return size.isValidLong() ? size.toLong() : Long.MAX_VALUE;
  }

  @Override
  DatasetTable where(Column condition) {
    return new DatasetTable(rows().where(condition));
  }

  @Override
  DatasetTable select(Column... some) {
    return new DatasetTable(rows().select(some));
  }
}
