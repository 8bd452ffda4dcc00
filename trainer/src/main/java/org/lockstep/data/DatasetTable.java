package org.lockstep.data;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lockstep.UserException;

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
    super(NAME, rows.toDF());
  }

  @Override
  Advice.Names settingNames() {
    return Advice.Names.PARAMETERS;
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
  Optional<UserException> difference(String column) {
    return Optional.empty();
  }
}
