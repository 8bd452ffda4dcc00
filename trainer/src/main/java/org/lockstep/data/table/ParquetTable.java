package org.lockstep.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.UserException;

/**
 * A Parquet table: a file, a folder or a glob. The footers of all files are read before any row.
 *
 * <p>Spark takes the schema of one file for all: where another file lacks a column it reads nulls,
 * columns that the first file lacks are ignored, a column of another type fails in the middle of a
 * job, and a damaged file ends in a stack trace. Here all footers are read and compared first.
 */
public final class ParquetTable extends Table {
  private final Files files;
  private final UnaryOperator<Dataset<Row>> view;

  /**
   * How the files are read.
   *
   * @param path of the table
   * @param stored their rows, by the types that they are stored by
   * @param schema of the file that Spark would take the schema from
   * @param columns what all footers say
   * @param warnings what the user may want to know
   */
  private record Files(
      String path,
      Dataset<Row> stored,
      FileSchema schema,
      FileColumns columns,
      List<String> warnings) {
    Dataset<Row> rows() {
      return schema.withTimestamps(stored);
    }
  }

  /** The rows and columns of a view on the files. */
  private ParquetTable(Files files, UnaryOperator<Dataset<Row>> view) {
    super(files.path(), view.apply(files.rows()), files.columns());
    this.files = files;
    this.view = view;
  }

  /**
   * Opens a table.
   *
   * @param path a Parquet file, a folder of them, or a glob
   * @throws UserException if there is no such path, no Parquet file in it, or one that is damaged
   */
  public static ParquetTable open(SparkSession spark, String path) {
    TableSession session = TableSession.copyOf(spark);
    TableFiles files = TableFiles.of(session.session(), path);
    List<FileShape> shapes =
        checking(spark, path, () -> FooterReader.read(spark, path, files.read()));
    return SparkFaults.reading(
        path,
        () -> {
          // the file that Spark would take the schema from, which would run a job to read it
          FileSchema schema = FileSchema.of(session.session(), files.read().get(0));
          Dataset<Row> stored = session.rows(path, schema.stored());
          StructType ofFolders = TableFiles.relation(stored).partitionSchema();
          return new ParquetTable(
              new Files(
                  path,
                  stored,
                  schema,
                  new FileColumns(
                      shapes,
                      files,
                      schema,
                      List.of(stored.schema().fieldNames()),
                      Set.of(ofFolders.fieldNames())),
                  session.warnings(List.of(ofFolders.fields()))),
              UnaryOperator.identity());
        });
  }

  @Override
  public Advice.Names settingNames() {
    return Advice.Names.KEYS;
  }

  /** Counts each value as a float, as it is kept in memory. */
  @Override
  protected long bytes() {
    return columns().values() * Float.BYTES;
  }

  @Override
  public UnstableTable unstable() {
    return new UnstableTable(path(), "do not write to it until the training has begun");
  }

  /** Returns the table itself: files are not expected to change between two passes. */
  @Override
  public ParquetTable readOnceIfSmall(Column[] columns) {
    return this;
  }

  @Override
  public ParquetTable where(Column condition) {
    return new ParquetTable(files, rows -> view.apply(rows).where(condition));
  }

  @Override
  protected ParquetTable select(Column... some) {
    return new ParquetTable(files, rows -> view.apply(rows).select(some));
  }

  @Override
  protected List<String> files() {
    return filesOf(files.stored());
  }

  @Override
  public List<String> warnings() {
    return files.warnings();
  }

  @Override
  public ParquetTable readAs(KnownTypes types) {
    StructType schema = files.stored().schema();
    StructType known =
        new StructType(
            Arrays.stream(schema.fields())
                .map(
                    column ->
                        new StructField(
                            column.name(),
                            type(column, types),
                            column.nullable(),
                            column.metadata()))
                .toArray(StructField[]::new));
    if (known.equals(schema)) {
      return this;
    }
    Dataset<Row> stored =
        SparkFaults.reading(
            path(), () -> files.stored().sparkSession().read().schema(known).parquet(path()));
    return new ParquetTable(
        new Files(path(), stored, files.schema(), columns(), files.warnings()), view);
  }

  private DataType type(StructField column, KnownTypes types) {
    if (columns().isOfFolders(column.name())) {
      return types.ofPartitions(column);
    }
    return columns().holdsBytes(column.name()) ? types.ofBytes(column) : column.dataType();
  }
}
