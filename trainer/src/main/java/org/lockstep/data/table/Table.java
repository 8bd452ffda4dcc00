package org.lockstep.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.lockstep.UserException;
import org.lockstep.settings.table.MixedParts;
import org.lockstep.spark.ClassicSql;

/** Rows with named columns: of files, of a DataFrame, or of another source. */
public abstract class Table {
  /** Spark's setting of the bytes up to which a table is small. */
  private static final String SMALL_BYTES = "spark.lockstep.smallTableBytes";

  private static final long DEFAULT_SMALL_BYTES = 4L << 20;

  private final String path;
  private final Dataset<Row> rows;
  private final FileColumns columns;

  /**
   * A table that is not made of Parquet files.
   *
   * @param path what the user calls it
   */
  protected Table(String path, Dataset<Row> rows) {
    this(path, rows, FileColumns.NONE);
  }

  Table(String path, Dataset<Row> rows, FileColumns columns) {
    this.path = path;
    this.rows = rows;
    this.columns = columns;
  }

  /** The path as the user wrote it, or a display name. */
  public final String path() {
    return path;
  }

  /** The rows. */
  public final Dataset<Row> rows() {
    return rows;
  }

  /** The names that messages use for settings: those of a settings file, or of an estimator. */
  public abstract Advice.Names settingNames();

  /** An estimate of the memory of all rows, in bytes: Spark's, large if it knows nothing. */
  protected long bytes() {
    var size = ClassicSql.execution(rows).optimizedPlan().stats().sizeInBytes();
    return size.isValidLong() ? size.toLong() : Long.MAX_VALUE;
  }

  /** The rows for which a condition holds. */
  public abstract Table where(Column condition);

  /**
   * Requires that the files are parts of one table, and not some to train on and others to test on.
   *
   * @throws UserException if the names of files or folders say so
   */
  public final void requireOneTable() {
    MixedParts.in(path, files())
        .ifPresent(
            mixed -> {
              throw mixed;
            });
  }

  /** The files that settings name; empty if the rows are of no files. */
  protected List<String> files() {
    return List.of();
  }

  /** The files of a dataset, in the paths that users write. */
  protected static List<String> filesOf(Dataset<Row> rows) {
    return Arrays.stream(rows.inputFiles()).map(FileNames::decoded).toList();
  }

  /** Warnings about how the rows are read, one line each. */
  public List<String> warnings() {
    return List.of();
  }

  /** The columns whose types have been found in their values, as in a CSV. */
  public List<StructField> inferred() {
    return List.of();
  }

  /**
   * The same rows; columns whose types are only inferred from values are read as the given types.
   */
  public abstract Table readAs(KnownTypes types);

  /** The table with these columns only. */
  protected abstract Table select(Column... some);

  /** The columns as described by the footers of all files. */
  public final FileColumns columns() {
    return columns;
  }

  /** The error for a column that differs between the files; empty if it does not. */
  public final Optional<UserException> difference(String column) {
    return columns.fault(column).map(fault -> fault.in(path));
  }

  /** The table without the columns that cannot be read from all files. */
  public final Table carried() {
    Column[] readable =
        Arrays.stream(rows.schema().fieldNames())
            .filter(name -> columns.conflict(name).isEmpty())
            .map(Table::column)
            .toArray(Column[]::new);
    return readable.length == rows.schema().size() ? this : select(readable);
  }

  /** The table with those of its columns, the exact names of which are given. */
  public final Table only(Set<String> names) {
    Column[] some =
        Arrays.stream(rows.schema().fieldNames())
            .filter(names::contains)
            .map(Table::column)
            .toArray(Column[]::new);
    return select(some);
  }

  /** The errors for a table that does not give the same rows each time it is read. */
  public abstract UnstableTable unstable();

  /**
   * The same table with some of its columns. A small table is collected to the driver, so that all
   * later passes see the same rows.
   */
  public abstract Table readOnceIfSmall(Column[] columns);

  /**
   * Whether the rows fit easily into the driver, where they are then processed without Spark jobs.
   */
  public final boolean isSmall() {
    return bytes()
        <= Long.parseLong(
            rows.sparkSession().conf().get(SMALL_BYTES, String.valueOf(DEFAULT_SMALL_BYTES)));
  }

  /** Runs work whose jobs Spark's UI describes as the check of the table. */
  public final <T> T checking(Supplier<T> work) {
    return checking(rows.sparkSession(), path, work);
  }

  /**
   * Runs work that reads the rows.
   *
   * @throws UserException if it fails because of the table's files
   */
  public final <T> T reading(Supplier<T> work) {
    return SparkFaults.reading(path, work);
  }

  /** Runs work whose jobs Spark's UI describes as the check of a table. */
  public static <T> T checking(SparkSession spark, String path, Supplier<T> work) {
    return JobDescription.during(spark.sparkContext(), "reading and checking " + path, work);
  }

  /** A column by its exact name, which may contain any characters. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
