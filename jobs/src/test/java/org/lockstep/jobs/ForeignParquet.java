package org.lockstep.jobs;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.UnknownLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Parquet files as other programs than Spark write them. Each holds {@link #ROWS} rows of x, from 0
 * to 5.9, score = 3 x and label, 0 or 1, and what a test adds.
 */
final class ForeignParquet {
  static final int ROWS = 60;

  private ForeignParquet() {}

  /**
   * Writes a file.
   *
   * @param columns beside those of every file, as in {@code optional int64 t (TIME(NANOS,true));}
   * @param values fills them for a row
   */
  static Path write(Path file, String columns, BiConsumer<Group, Integer> values) {
    return write(file, columns, values, builder -> builder);
  }

  /** Writes a file with options of the Parquet writer. */
  static Path write(
      Path file,
      String columns,
      BiConsumer<Group, Integer> values,
      UnaryOperator<ExampleParquetWriter.Builder> options) {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message table { required double x; required double score; required int32 label; %s }"
                .formatted(columns));
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(new Configuration())
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withType(schema);
    try (ParquetWriter<Group> writer = options.apply(builder).build()) {
      SimpleGroupFactory groups = new SimpleGroupFactory(schema);
      for (int i = 0; i < ROWS; i++) {
        Group row = groups.newGroup();
        row.add("x", 0.1 * i);
        row.add("score", 0.3 * i);
        row.add("label", i < ROWS / 2 ? 0 : 1);
        values.accept(row, i);
        writer.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.deleteIfExists(file.resolveSibling(".%s.crc".formatted(file.getFileName())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Writes a file with an additional column named odd of a given type, with arbitrary values. */
  static Path write(Path file, String oddColumn) {
    return write(
        file,
        oddColumn,
        (row, i) -> {
          Type type = row.getType();
          fill(row, type.asGroupType().getType("odd"), i);
        });
  }

  private static void fill(Group to, Type type, int i) {
    if (!type.isPrimitive()) {
      Group group = to.addGroup(type.getName());
      type.asGroupType().getFields().forEach(field -> fill(group, field, i));
    } else if (!(type.getLogicalTypeAnnotation() instanceof UnknownLogicalTypeAnnotation)) {
      fill(to, type.asPrimitiveType(), i);
    }
  }

  private static void fill(Group to, PrimitiveType type, int i) {
    String name = type.getName();
    switch (type.getPrimitiveTypeName()) {
      case INT32 -> to.add(name, i * 7);
      case INT64 -> to.add(name, i * 1_000_000_007L);
      case FLOAT -> to.add(name, (float) i);
      case DOUBLE -> to.add(name, (double) i);
      case BOOLEAN -> to.add(name, i % 2 == 0);
      case BINARY -> to.add(name, Binary.fromString("w" + i));
      case INT96 -> to.add(name, Binary.fromConstantByteArray(new byte[12]));
      case FIXED_LEN_BYTE_ARRAY -> {
        byte[] bytes = new byte[type.getTypeLength()];
        bytes[bytes.length - 1] = (byte) i;
        to.add(name, Binary.fromConstantByteArray(bytes));
      }
    }
  }

  /** The metadata of a footer, to be changed. */
  private interface Edit {
    void of(FileMetaData footer);
  }

  private static void edit(Path file, Edit edit) {
    try {
      ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(LITTLE_ENDIAN);
      int end = content.capacity() - 8;
      int from = end - content.getInt(end);
      FileMetaData footer =
          Util.readFileMetaData(new ByteArrayInputStream(content.array(), from, end - from));
      edit.of(footer);
      ByteArrayOutputStream to = new ByteArrayOutputStream();
      to.write(content.array(), 0, from);
      Util.writeFileMetaData(footer, to);
      to.write(
          ByteBuffer.allocate(8)
              .order(LITTLE_ENDIAN)
              .putInt(to.size() - from)
              .put("PAR1".getBytes(US_ASCII))
              .array());
      Files.write(file, to.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<ColumnMetaData> chunks(FileMetaData footer) {
    return footer.getRow_groups().stream()
        .flatMap(rowGroup -> rowGroup.getColumns().stream())
        .map(ColumnChunk::getMeta_data);
  }

  /** Changes the compression codec of all columns in the footer. */
  static void relabel(Path file, CompressionCodec codec, String... columns) {
    edit(
        file,
        footer ->
            chunks(footer)
                .filter(chunk -> List.of(columns).contains(chunk.getPath_in_schema().get(0)))
                .forEach(chunk -> chunk.setCodec(codec)));
  }

  /** Overwrites the beginning of a column in the last row group. */
  static void damage(Path file, String column) {
    List<ColumnMetaData> chunks = new ArrayList<>();
    edit(file, footer -> chunks(footer).forEach(chunks::add));
    ColumnMetaData chunk =
        chunks.stream()
            .filter(c -> c.getPath_in_schema().get(0).equals(column))
            .reduce((first, last) -> last)
            .orElseThrow();
    long data = chunk.getData_page_offset();
    long dictionary = chunk.isSetDictionary_page_offset() ? chunk.getDictionary_page_offset() : 0;
    byte[] noise = new byte[(int) chunk.getTotal_compressed_size()];
    Arrays.fill(noise, (byte) 0xff);
    Workbench.damage(file, (int) (dictionary > 0 ? Math.min(dictionary, data) : data), noise);
  }
}
