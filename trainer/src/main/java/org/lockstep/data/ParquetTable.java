package org.lockstep.data;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lockstep.UserException;

/**
 * A Parquet table, a file, a folder or a glob, whose files have all been looked at before a row is
 * read.
 *
 * <p>Spark takes the schema of one file for that of all: a part that lacks a column is read as
 * nulls, a column that this file lacks is never seen, one of another type fails in the middle of a
 * job, a damaged file with a page of stack trace. Here the footers of all parts are read first, and
 * compared.
 */
public final class ParquetTable extends Table {
  private ParquetTable(String path, Dataset<Row> rows, FileColumns columns) {
    super(path, rows, columns);
  }

  /**
   * Opens a table.
   *
   * @param path a Parquet file, a folder of them, or a glob
   * @throws UserException if there is no such path, no Parquet file in it, or one that is damaged
   */
  public static ParquetTable open(SparkSession spark, String path) {
    TableFiles files = TableFiles.of(spark, path);
    List<FileShape> shapes =
        checking(spark, path, () -> FooterReader.read(spark, path, files.read()));
    return SparkFaults.reading(
        path,
        () -> {
          // the file that Spark would take the schema from, in a job of its own
          FileSchema schema = FileSchema.of(spark, files.read().get(0));
          Dataset<Row> stored = spark.read().schema(schema.stored()).parquet(path);
          Set<String> ofFolders =
              Set.of(TableFiles.relation(stored).partitionSchema().fieldNames());
          List<String> read = List.of(stored.schema().fieldNames());
          return new ParquetTable(
              path,
              schema.withTimestamps(stored),
              new FileColumns(shapes, files, schema, read, ofFolders));
        });
  }

  /** Each value as a float, which is what is kept of it. */
  @Override
  long bytes() {
    return columns().values() * Float.BYTES;
  }

  @Override
  ParquetTable where(Column condition) {
    return new ParquetTable(path(), rows().where(condition), columns());
  }

  @Override
  ParquetTable select(Column... some) {
    return new ParquetTable(path(), rows().select(some), columns());
  }
}
