package org.lockstep.jobs.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.lockstep.UserException;

/**
 * One plain Parquet file on this machine.
 *
 * <p>Spark would write a folder of parts with marker files, and another one on each run.
 */
final class ParquetFile {
  private ParquetFile() {}

  /**
   * Writes a file, whole or not at all; one that is there already is replaced.
   *
   * @param file where to; missing folders are made
   * @param schema of the file
   * @param rows what is written, in this order
   * @param fill puts a row's values into the columns
   * @throws UserException if the file cannot be written
   */
  static <T> void write(Path file, MessageType schema, List<T> rows, BiConsumer<Group, T> fill) {
    Path absolute = file.toAbsolutePath();
    Path unfinished = absolute.resolveSibling("." + file.getFileName() + ".unfinished");
    try {
      Files.createDirectories(unfinished.getParent());
      try {
        writeRows(unfinished, schema, rows, fill);
        Files.move(unfinished, absolute, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UserException(
          "the file cannot be written: " + e,
          file.toString(),
          "name a folder that can be written to",
          e);
    }
  }

  private static <T> void writeRows(
      Path file, MessageType schema, List<T> rows, BiConsumer<Group, T> fill) throws IOException {
    Files.deleteIfExists(file);
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build()) {
      for (T row : rows) {
        Group group = groups.newGroup();
        fill.accept(group, row);
        writer.write(group);
      }
    }
  }
}
