package org.lockstep.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The formats that the first bytes of a file show. */
enum ContentFormat {
  PARQUET("parquet", "Parquet"),
  ORC("orc", "ORC"),
  AVRO("avro", "Avro"),
  JSON("json", "JSON"),
  CSV("csv", "CSV");

  private static final int BYTES_READ = 1 << 16;
  private static final List<String> SEPARATORS = List.of(",", ";", "\t", "|");

  private final String settingsName;
  private final String title;

  ContentFormat(String settingsName, String title) {
    this.settingsName = settingsName;
    this.title = title;
  }

  /** The value of data.format. */
  String settingsName() {
    return settingsName;
  }

  /** The name in a sentence. */
  String title() {
    return title;
  }

  /** The format of the first file of a path; empty if it cannot be read, or shows none. */
  static Optional<ContentFormat> of(SparkSession spark, String path) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      FileSystem files = new Path(path).getFileSystem(hadoop);
      FileStatus[] found = files.globStatus(new Path(path));
      Optional<Path> first = found == null ? Optional.empty() : first(files, found);
      if (first.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = files.open(first.get())) {
        return of(in.readNBytes(BYTES_READ));
      }
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // what opens the table says why
    }
  }

  private static Optional<Path> first(FileSystem files, FileStatus[] found) throws IOException {
    Arrays.sort(found);
    for (FileStatus each : found) {
      String name = each.getPath().getName();
      boolean isHidden = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
      if (isHidden) {
        continue;
      }
      Optional<Path> first =
          each.isDirectory()
              ? first(files, files.listStatus(each.getPath()))
              : Optional.of(each.getPath()).filter(path -> each.getLen() > 0);
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  /** The format of a file that begins so. */
  static Optional<ContentFormat> of(byte[] begin) {
    String magic = new String(begin, 0, Math.min(4, begin.length), StandardCharsets.ISO_8859_1);
    if (magic.equals("PAR1") || magic.equals("PARE")) {
      return Optional.of(PARQUET);
    } else if (magic.startsWith("ORC")) {
      return Optional.of(ORC);
    } else if (magic.equals("Obj\u0001")) {
      return Optional.of(AVRO);
    }
    return text(begin).flatMap(ContentFormat::ofText);
  }

  private static Optional<ContentFormat> ofText(String text) {
    if (text.stripLeading().matches("(?s)(\\[\\s*)?\\{\\s*\".*")) {
      return Optional.of(JSON);
    }
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(2).toList();
    boolean isTable =
        lines.size() == 2
            && SEPARATORS.stream().anyMatch(sep -> lines.stream().allMatch(l -> l.contains(sep)));
    return isTable ? Optional.of(CSV) : Optional.empty();
  }

  /** Text of printable characters; its last one may be cut. */
  private static Optional<String> text(byte[] begin) {
    CharBuffer text = CharBuffer.allocate(begin.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(begin), text, false).isError()) {
      return Optional.empty();
    }
    return Optional.of(text.flip().toString())
        .filter(
            all ->
                all.chars().noneMatch(c -> Character.isISOControl(c) && "\r\n\t".indexOf(c) < 0));
  }
}
