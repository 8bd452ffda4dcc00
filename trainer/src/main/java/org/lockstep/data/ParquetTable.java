package org.lockstep.data;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * A Parquet table, a file, a folder or a glob, whose files have all been looked at before a row is
 * read.
 *
 * <p>Spark takes the schema of one file for that of all: a part that lacks a column is read as
 * nulls, one of another type fails in the middle of a job, a damaged one with a page of stack
 * trace. Here the footers of all parts are read first, where there are many on the executors, and
 * compared.
 */
public final class ParquetTable extends Table {
  private static final int FILES_A_TASK = 64;

  /** Up to so many, the driver has read their footers before a job has begun. */
  private static final int FILES_OF_DRIVER = 8;

  private final List<Footer> footers;

  /**
   * What the footers of files with the same columns say: the type of each column, and how many
   * values they hold; or why one could not be read.
   */
  private record Footer(String file, Map<String, String> types, long values, @Nullable String fault)
      implements Serializable {
    static Footer sum(Footer first, Footer other) {
      return new Footer(first.file, first.types, first.values + other.values, first.fault);
    }
  }

  private ParquetTable(String path, Dataset<Row> rows, List<Footer> footers) {
    super(path, rows);
    this.footers = footers;
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
    List<Footer> footers = checking(spark, path, () -> footers(spark, files));
    for (Footer footer : footers) {
      if (footer.fault() != null) {
        throw new UserException(
            "%s is not a readable Parquet file: %s"
                .formatted(SparkFaults.name(footer.file()), footer.fault()),
            path,
            "write it again as Parquet, or take it out of the table");
      }
    }
    return new ParquetTable(path, rows(spark, path, Collections.min(files)), footers);
  }

  /** The rows, by the schema of the file that Spark would take it from, in a job of its own. */
  private static Dataset<Row> rows(SparkSession spark, String path, String file) {
    return SparkFaults.reading(
        path,
        () -> {
          try (ParquetFileReader reader =
              reader(file, spark.sparkContext().hadoopConfiguration())) {
            StructType schema =
                ParquetFileFormat.readSchemaFromFooter(
                    new org.apache.parquet.hadoop.Footer(
                        new Path(URI.create(file)), reader.getFooter()),
                    new ParquetToSparkSchemaConverter(
                        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().conf()));
            return spark.read().schema(schema).parquet(path);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Each value as a float, which is what is kept of it. */
  @Override
  long bytes() {
    return footers.stream().mapToLong(Footer::values).sum() * Float.BYTES;
  }

  @Override
  OtherRows otherRows() {
    return new OtherRows(path(), "let nobody write to it until the training has begun");
  }

  /** Files that nobody writes to need no copy of their rows. */
  @Override
  ParquetTable readOnceIfSmall(Column[] columns) {
    return this;
  }

  @Override
  ParquetTable where(Column condition) {
    return new ParquetTable(path(), rows().where(condition), footers);
  }

  /** The files that Spark would read: by its own rules for globs, hidden and partition folders. */
  private static List<String> files(SparkSession spark, String path) {
    return SparkFaults.reading(
        path, () -> List.of(spark.read().format("binaryFile").load(path).inputFiles()));
  }

  private static List<Footer> footers(SparkSession spark, List<String> files) {
    var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (files.size() <= FILES_OF_DRIVER) {
      return readFooters(files.iterator(), context.hadoopConfiguration());
    }
    var hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    int tasks = (files.size() + FILES_A_TASK - 1) / FILES_A_TASK;
    return context
        .parallelize(files, tasks)
        .mapPartitions(
            part -> readFooters(part, hadoop.value()).stream().map(JavaBytes::of).iterator())
        .collect()
        .stream()
        .map(bytes -> JavaBytes.read(bytes, Footer.class))
        .toList();
  }

  /** Reads footers and adds up those of files with the same columns. */
  private static List<Footer> readFooters(Iterator<String> files, Configuration hadoop) {
    Map<Map<String, String>, Footer> distinct = new LinkedHashMap<>();
    List<Footer> faults = new ArrayList<>();
    while (files.hasNext()) {
      String file = files.next();
      try (ParquetFileReader reader = reader(file, hadoop)) {
        Map<String, String> types = types(reader.getFooter().getFileMetaData().getSchema());
        long values =
            reader.getFooter().getBlocks().stream()
                .flatMap(rowGroup -> rowGroup.getColumns().stream())
                .mapToLong(ColumnChunkMetaData::getValueCount)
                .sum();
        distinct.merge(types, new Footer(file, types, values, null), Footer::sum);
      } catch (IOException | RuntimeException e) {
        faults.add(new Footer(file, Map.of(), 0, SparkFaults.rootMessage(e)));
      }
    }
    faults.addAll(distinct.values());
    return faults;
  }

  private static ParquetFileReader reader(String file, Configuration hadoop) throws IOException {
    return ParquetFileReader.open(HadoopInputFile.fromPath(new Path(URI.create(file)), hadoop));
  }

  private static Map<String, String> types(MessageType schema) {
    Map<String, String> types = new TreeMap<>();
    for (Type column : schema.getFields()) {
      types.put(column.getName(), describe(column));
    }
    return types;
  }

  /**
   * The type without its repetition: a column may be required in one part and optional in another.
   */
  private static String describe(Type type) {
    var annotation = type.getLogicalTypeAnnotation();
    String meaning = annotation == null ? "" : " " + annotation;
    if (type.isPrimitive()) {
      return type.asPrimitiveType().getPrimitiveTypeName() + meaning;
    }
    return type.asGroupType().getFields().stream()
        .map(ParquetTable::describe)
        .collect(Collectors.joining(", ", "{", "}" + meaning));
  }

  /** That a part lacks a column and another has it, or has it of another type. */
  @Override
  Optional<UserException> difference(String column) {
    Footer first = null;
    Footer lacking = null;
    for (Footer footer : footers) {
      String type = footer.types().get(column);
      if (type == null) {
        lacking = footer;
      } else if (first == null) {
        first = footer;
      } else if (!type.equals(first.types().get(column))) {
        return Optional.of(
            new UserException(
                "column %s is %s in %s but %s in %s"
                    .formatted(
                        column,
                        first.types().get(column),
                        SparkFaults.name(first.file()),
                        type,
                        SparkFaults.name(footer.file())),
                path(),
                "write all parts with one type"));
      }
    }
    if (first == null || lacking == null) {
      return Optional.empty();
    }
    return Optional.of(
        new UserException(
            "column %s is absent from %s, but present in %s"
                .formatted(
                    column, SparkFaults.name(lacking.file()), SparkFaults.name(first.file())),
            path(),
            "write all parts with the same columns"));
  }
}
