package org.lockstep.data.table;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.lockstep.spark.ClassicSql;

/**
 * The rows of a DataFrame, which are computed again for each pass: cache an expensive one.
 *
 * <p>Whether it is small is decided by Spark's estimate of its size, which is large if nothing is
 * known.
 */
public final class DatasetTable extends Table {
  /** The name of the table in messages. */
  public static final String NAME = "the DataFrame";

  /** Creates the table of a DataFrame. */
  public DatasetTable(Dataset<?> rows) {
    super(NAME, rows.toDF());
  }

  @Override
  public Advice.Names settingNames() {
    return Advice.Names.PARAMETERS;
  }

  @Override
  public UnstableTable unstable() {
    return new UnstableTable(path(), "cache it, or write it and train on what was written");
  }

  @Override
  public DatasetTable readOnceIfSmall(Column[] columns) {
    if (!isSmall()) {
      return this;
    }
    Dataset<Row> selected = rows().select(columns);
    InternalRow[] read =
        checking(
            () ->
                SparkFaults.reading(
                    path(), () -> ClassicSql.execution(selected).executedPlan().executeCollect()));
    return new DatasetTable(ClassicSql.local(selected, List.of(read)));
  }

  @Override
  public DatasetTable where(Column condition) {
    return new DatasetTable(rows().where(condition));
  }

  /** Returns the table itself: the types of a DataFrame are chosen by the user. */
  @Override
  public DatasetTable readAs(KnownTypes types) {
    return this;
  }

  @Override
  protected DatasetTable select(Column... some) {
    return new DatasetTable(rows().select(some));
  }
}
