package org.lockstep.data;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
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
    List<String> files = files(spark, path);
    if (files.isEmpty()) {
      throw new UserException(
          "%s holds no Parquet files: the folder is empty".formatted(path),
          "path of the data",
          "name a Parquet file, a folder of them, or a glob");
    }
    List<FileShape> shapes = checking(spark, path, () -> FooterReader.read(spark, path, files));
    return SparkFaults.reading(
        path,
        () -> {
          // the file that Spark would take the schema from, in a job of its own
          FileSchema schema = FileSchema.of(spark, files.get(0));
          Dataset<Row> stored = spark.read().schema(schema.stored()).parquet(path);
          return new ParquetTable(
              path,
              schema.withTimestamps(stored),
              new FileColumns(
                  shapes,
                  new FileNames(files),
                  schema,
                  List.of(stored.schema().fieldNames()),
                  columnsOfFolders(stored)));
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

  /** The files that Spark would read: by its own rules for globs, hidden and partition folders. */
  private static List<String> files(SparkSession spark, String path) {
    return SparkFaults.reading(
        path,
        () ->
            Arrays.stream(spark.read().format("binaryFile").load(path).inputFiles())
                .sorted()
                .toList());
  }

  /** Those whose values Spark takes from the names of folders, whatever the files hold. */
  private static Set<String> columnsOfFolders(Dataset<Row> rows) {
    return scala.jdk.javaapi.CollectionConverters.asJava(
            ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .analyzed()
                .collectLeaves())
        .stream()
        .filter(LogicalRelation.class::isInstance)
        .map(leaf -> ((LogicalRelation) leaf).relation())
        .filter(HadoopFsRelation.class::isInstance)
        .flatMap(
            relation -> Arrays.stream(((HadoopFsRelation) relation).partitionSchema().fieldNames()))
        .collect(Collectors.toSet());
  }

  @Override
  ParquetTable select(Column... some) {
    return new ParquetTable(path(), rows().select(some), columns());
  }
}
