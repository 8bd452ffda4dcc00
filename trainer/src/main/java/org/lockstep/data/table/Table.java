package org.lockstep.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.lockstep.UserException;

/** Rows with named columns, wherever they come from. */
public abstract sealed class Table permits ParquetTable, DatasetTable {
  /** The setting of Spark that says up to how many bytes of floats a table is small. */
  private static final String SMALL_BYTES = "spark.lockstep.smallTableBytes";

  private static final long DEFAULT_SMALL_BYTES = 4L << 20;

  private final String path;
  private final Dataset<Row> rows;
  private final FileColumns columns;

  Table(String path, Dataset<Row> rows, FileColumns columns) {
    this.path = path;
    this.rows = rows;
    this.columns = columns;
  }

  /** Where it lies, as the user wrote it, or what else he knows it by. */
  public final String path() {
    return path;
  }

  /** Its rows. */
  public final Dataset<Row> rows() {
    return rows;
  }

  /** What the settings are called by whoever has this table trained on. */
  public abstract Advice.Names settingNames();

  /** An estimate of the bytes that its rows take in memory. */
  abstract long bytes();

  /** The table of those rows for which a condition holds. */
  public abstract Table where(Column condition);

  /** What the user may want to know of how its rows are read, a line each. */
  public List<String> warnings() {
    return List.of();
  }

  /** The same rows, where a type is only inferred from the values as the known type. */
  public abstract Table readAs(KnownTypes types);

  /** The table with these columns alone. */
  abstract Table select(Column... some);

  /** What the files that it consists of say of its columns. */
  public final FileColumns columns() {
    return columns;
  }

  /** What is wrong with a column that cannot be read from all parts; empty if nothing is. */
  public final Optional<UserException> difference(String column) {
    return columns.fault(column).map(fault -> fault.in(path));
  }

  /** The table without those columns that cannot be read from all of its files. */
  public final Table carried() {
    Column[] readable =
        Arrays.stream(rows.schema().fieldNames())
            .filter(name -> columns.conflict(name).isEmpty())
            .map(Table::column)
            .toArray(Column[]::new);
    return readable.length == rows.schema().size() ? this : select(readable);
  }

  /** What to say if it does not give the same rows each time it is read. */
  public abstract OtherRows otherRows();

  /**
   * The same table with some of its columns, read once where it is small enough to stay in the
   * driver: then all that is asked of it is answered of the same rows.
   */
  public abstract Table readOnceIfSmall(Column[] columns);

  /**
   * Whether its rows fit easily into the driver, which is then the faster place to look at them.
   */
  public final boolean isSmall() {
    return bytes()
        <= Long.parseLong(
            rows.sparkSession().conf().get(SMALL_BYTES, String.valueOf(DEFAULT_SMALL_BYTES)));
  }

  /** Does something with its rows whose jobs Spark's UI is to show as the check of the table. */
  public final <T> T checking(Supplier<T> work) {
    return checking(rows.sparkSession(), path, work);
  }

  /**
   * Does something that reads its rows.
   *
   * @throws UserException if that fails because of its files
   */
  public final <T> T reading(Supplier<T> work) {
    return SparkFaults.reading(path, work);
  }

  public static <T> T checking(SparkSession spark, String path, Supplier<T> work) {
    return JobDescription.during(spark.sparkContext(), "reading and checking " + path, work);
  }

  /** A column by its exact name, whatever characters are in it. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
