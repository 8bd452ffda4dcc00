package org.lockstep.data.table;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.table.FileShape.FileColumn;

/** Reads the footers of a table's files: of many files on the executors, of few in the driver. */
final class FooterReader {
  private static final int FILES_A_TASK = 64;

  /** Up to this number of files, the driver reads the footers faster than a job would. */
  private static final int FILES_OF_DRIVER = 8;

  private FooterReader() {}

  /** The shapes of some files, or the first file whose footer cannot be read. */
  private record Part(List<FileShape> shapes, @Nullable UnreadableFile fault)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Reads the footers.
   *
   * @param table what its user calls the table
   * @param files in their order; the first that cannot be read is named
   * @throws UserException if one cannot be read
   */
  static List<FileShape> read(SparkSession spark, String table, List<String> files) {
    List<FileShape> shapes = new ArrayList<>();
    for (Part part : parts(spark, files)) {
      if (part.fault() != null) {
        throw part.fault().in(table, null);
      }
      shapes.addAll(part.shapes());
    }
    return FileShape.distinct(shapes);
  }

  private static List<Part> parts(SparkSession spark, List<String> files) {
    var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (files.size() <= FILES_OF_DRIVER) {
      return List.of(read(files.iterator(), context.hadoopConfiguration()));
    }
    var hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    int tasks = (files.size() + FILES_A_TASK - 1) / FILES_A_TASK;
    return context
        .parallelize(files, tasks)
        .mapPartitions(part -> List.of(JavaBytes.of(read(part, hadoop.value()))).iterator())
        .collect()
        .stream()
        .map(bytes -> JavaBytes.read(bytes, Part.class))
        .toList();
  }

  private static Part read(Iterator<String> files, Configuration hadoop) {
    List<FileShape> shapes = new ArrayList<>();
    while (files.hasNext()) {
      String file = files.next();
      try (ParquetFileReader reader = open(file, hadoop)) {
        shapes.add(shape(file, reader.getFooter(), hadoop));
      } catch (IOException | RuntimeException e) {
        return new Part(List.of(), UnreadableFile.ofFooter(FileNames.decoded(file), e));
      }
    }
    return new Part(FileShape.distinct(shapes), null);
  }

  /** Opens a file, whose footer is read by that. */
  static ParquetFileReader open(String file, Configuration hadoop) throws IOException {
    return open(HadoopInputFile.fromPath(new Path(URI.create(file)), hadoop));
  }

  /** Opens a file with its own configuration: without one Parquet parses Hadoop's files anew. */
  static ParquetFileReader open(HadoopInputFile file) throws IOException {
    var configuration = new HadoopParquetConfiguration(file.getConfiguration());
    return ParquetFileReader.open(file, ParquetReadOptions.builder(configuration).build());
  }

  private static FileShape shape(String file, ParquetMetadata footer, Configuration hadoop) {
    Map<String, UnreadableFile> faults = new HashMap<>();
    long values = 0;
    for (BlockMetaData rowGroup : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
        UnreadableFile fault = fault(chunk, footer, hadoop);
        if (fault == null) {
          values += chunk.getValueCount();
        } else {
          faults.put(chunk.getPath().toArray()[0], fault);
        }
      }
    }
    Map<String, FileColumn> columns = new TreeMap<>();
    for (Type column : footer.getFileMetaData().getSchema().getFields()) {
      columns.put(column.getName(), new FileColumn(describe(column), faults.get(column.getName())));
    }
    return new FileShape(columns, List.of(file), 1, values);
  }

  /** Why the pages of a column cannot be read; null if they can. */
  private static @Nullable UnreadableFile fault(
      ColumnChunkMetaData chunk, ParquetMetadata footer, Configuration hadoop) {
    if (chunk.isEncrypted() && footer.getFileMetaData().getFileDecryptor() == null) {
      return UnreadableFile.encryptedColumn();
    }
    try {
      String codec = chunk.getCodec().getHadoopCompressionCodecClassName();
      return codec == null || hadoop.getClassByNameOrNull(codec) != null
          ? null
          : UnreadableFile.codec(chunk.getCodec().name());
    } catch (ParquetCryptoRuntimeException e) {
      return UnreadableFile.encryptedColumn(); // there are keys, but not this one
    }
  }

  /** Such as {@code INT64 TIME(MICROS,true)}. */
  static String describe(Type type) {
    var annotation = type.getLogicalTypeAnnotation();
    String meaning = annotation == null ? "" : " " + annotation;
    if (type.isPrimitive()) {
      return type.asPrimitiveType().getPrimitiveTypeName() + meaning;
    }
    return type.asGroupType().getFields().stream()
        .map(FooterReader::describe)
        .collect(Collectors.joining(", ", "{", "}" + meaning));
  }
}
