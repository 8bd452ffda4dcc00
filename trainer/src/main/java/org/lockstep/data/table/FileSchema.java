package org.lockstep.data.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.lockstep.spark.ClassicSql;
import org.lockstep.spark.TimeTypes;

/**
 * The columns of a file as Spark reads them.
 *
 * <p>Spark converts the schema of a file as a whole, and refuses the file if it cannot read one
 * column, even one that is not needed. Here each column is converted by itself. Timestamps in
 * nanoseconds, which Spark refuses too, are read as integers and converted to Spark's timestamps in
 * microseconds.
 *
 * @param stored the columns that can be read, by the types that they are read by
 * @param nanoseconds those that hold nanoseconds, and the timestamps that these are
 * @param unreadable the others, and what Parquet calls their types
 */
record FileSchema(
    StructType stored, Map<String, StructField> nanoseconds, Map<String, String> unreadable) {
  /** Reads the schema of a file. */
  static FileSchema of(SparkSession spark, String file) {
    try (ParquetFileReader reader =
        FooterReader.open(file, spark.sparkContext().hadoopConfiguration())) {
      return of(reader.getFooter(), file, ClassicSql.conf(spark));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileSchema of(ParquetMetadata footer, String file, SQLConf conf) {
    ParquetToSparkSchemaConverter converter = new ParquetToSparkSchemaConverter(conf);
    Map<String, StructField> bySpark = writtenBySpark(footer, file, converter);
    StructType stored = new StructType();
    Map<String, StructField> nanoseconds = new LinkedHashMap<>();
    Map<String, String> unreadable = new LinkedHashMap<>();
    for (Type column : footer.getFileMetaData().getSchema().getFields()) {
      Optional<Type> asMicroseconds = Nanoseconds.asMicroseconds(column);
      Optional<StructField> field =
          asMicroseconds.isEmpty() && bySpark.containsKey(column.getName())
              ? Optional.of(bySpark.get(column.getName()))
              : converted(asMicroseconds.orElse(column), converter, conf);
      if (field.isEmpty()) {
        unreadable.put(column.getName(), FooterReader.describe(column));
      } else if (asMicroseconds.isPresent()) {
        nanoseconds.put(column.getName(), field.get());
        stored = stored.add(column.getName(), DataTypes.LongType, field.get().nullable());
      } else {
        stored = stored.add(field.get());
      }
    }
    return new FileSchema(stored, nanoseconds, unreadable);
  }

  /**
   * The schema that Spark has stored in a file that it wrote, with its own types such as vectors.
   */
  private static Map<String, StructField> writtenBySpark(
      ParquetMetadata footer, String file, ParquetToSparkSchemaConverter converter) {
    FileMetaData all = footer.getFileMetaData();
    FileMetaData notes =
        new FileMetaData(
            new MessageType(all.getSchema().getName()),
            all.getKeyValueMetaData(),
            all.getCreatedBy());
    Map<String, StructField> fields = new LinkedHashMap<>();
    for (StructField field :
        ParquetFileFormat.readSchemaFromFooter(
                new Footer(
                    new Path(URI.create(file)), new ParquetMetadata(notes, footer.getBlocks())),
                converter)
            .fields()) {
      fields.put(field.name(), field);
    }
    return fields;
  }

  private static Optional<StructField> converted(
      Type column, ParquetToSparkSchemaConverter converter, SQLConf conf) {
    try {
      StructField field = converter.convert(new MessageType("column", column)).fields()[0];
      return Optional.of(field).filter(it -> !TimeTypes.refuses(conf, it.dataType()));
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      if (e instanceof SparkThrowable) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Rows that have been read by {@link #stored}, with timestamps for nanoseconds. */
  Dataset<Row> withTimestamps(Dataset<Row> rows) {
    if (nanoseconds.isEmpty()) {
      return rows;
    }
    return rows.select(
        Arrays.stream(rows.schema().fields()).map(this::timestamp).toArray(Column[]::new));
  }

  private Column timestamp(StructField field) {
    StructField timestamp = nanoseconds.get(field.name());
    Column column = Table.column(field.name());
    return timestamp == null || !field.dataType().equals(DataTypes.LongType)
        ? column
        : Nanoseconds.timestamp(column, timestamp.dataType()).as(field.name());
  }

  /** The names of all columns, read or not. */
  Set<String> names() {
    Set<String> names = new HashSet<>(List.of(stored.fieldNames()));
    names.addAll(unreadable.keySet());
    return names;
  }
}
