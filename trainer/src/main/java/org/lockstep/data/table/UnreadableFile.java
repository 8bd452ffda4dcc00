package org.lockstep.data.table;

import java.io.FileNotFoundException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.hadoop.BadConfigurationException;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;
import org.lockstep.FileFault;
import org.lockstep.UserException;
import org.lockstep.data.table.text.TextLine;

/**
 * Why a file of a table cannot be read.
 *
 * @param what the file and what is wrong with it
 * @param fix what can be done about it
 */
record UnreadableFile(String what, String fix) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String KEYS =
      "set spark.hadoop.parquet.crypto.factory.class and what that factory needs to find the keys,"
          + " or write the table without encryption";

  private static final String CODEC =
      "write it again with snappy, zstd or gzip, or add the codec's jar to spark.jars";

  /** The fault that a failure to read the footer shows. */
  static UnreadableFile ofFooter(String file, Throwable thrown) {
    return known(file, thrown)
        .orElseGet(
            () ->
                new UnreadableFile(
                    "%s is not a readable Parquet file: %s".formatted(name(file), root(thrown)),
                    "write it again as Parquet, or take it out of the table"));
  }

  /**
   * The fault that a failure to read the rows shows.
   *
   * @param hadoop finds the file, to look which of its columns is damaged
   */
  static UnreadableFile ofRows(String file, Throwable thrown, Configuration hadoop) {
    return malformed(file, thrown, hadoop)
        .or(() -> known(file, thrown))
        .orElseGet(
            () ->
                new UnreadableFile(
                    "%s%s cannot be read: %s"
                        .formatted(
                            DamagedColumn.find(file, hadoop)
                                .map("column %s of "::formatted)
                                .orElse(""),
                            name(file),
                            root(thrown)),
                    "write this file again, or take it out of the table"));
  }

  /** A column whose pages are encrypted with a key that is not available. */
  static UnreadableFile encryptedColumn() {
    return new UnreadableFile("encrypted by a key that Spark does not have", KEYS);
  }

  /** A column compressed by a codec whose class is missing. */
  static UnreadableFile codec(String codec) {
    return new UnreadableFile(
        "compressed by %s, for which Spark has no codec".formatted(codec), CODEC);
  }

  /** A record of text that does not fit the columns, or a header that does not. */
  private static Optional<UnreadableFile> malformed(
      String file, Throwable thrown, Configuration hadoop) {
    String root = root(thrown);
    if (root.startsWith("CSV header does not conform")) {
      return Optional.of(
          new UnreadableFile(
              "the header of %s does not name the columns of the table in their order"
                  .formatted(name(file)),
              "write all parts with the same columns in the same order"));
    }
    Optional<String> text = badRecord(thrown, true);
    Optional<String> record = text.or(() -> badRecord(thrown, false));
    if (record.isEmpty()) {
      return Optional.empty();
    }
    String value = text.orElseGet(() -> root.replaceFirst("(?s)^[^\"]*\"([^\"]+)\".*", "$1"));
    OptionalLong line = TextLine.holding(value, file, hadoop);
    return Optional.of(
        new UnreadableFile(
            "%s%s does not fit the columns: %s"
                .formatted(
                    line.isPresent() ? "line %,d of ".formatted(line.getAsLong()) : "a row of ",
                    name(file),
                    text.orElseGet(() -> "%s, read as %s".formatted(root, record.get()))),
            "correct this row, or set data.schema or data.options by which it can be read"));
  }

  /**
   * The record that a message of Spark's names.
   *
   * @param asText as the file has it; else the values that could be read
   */
  private static Optional<String> badRecord(Throwable thrown, boolean asText) {
    for (Throwable t : ExceptionUtils.getThrowableList(thrown)) {
      String condition = t instanceof SparkThrowable spark ? spark.getCondition() : null;
      if (condition != null && condition.startsWith("MALFORMED_")) {
        String record = ((SparkThrowable) t).getMessageParameters().getOrDefault("badRecord", "");
        if (!asText || condition.equals("MALFORMED_CSV_RECORD") || record.startsWith("{")) {
          return Optional.of(record);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<UnreadableFile> known(String file, Throwable thrown) {
    List<Throwable> chain = ExceptionUtils.getThrowableList(thrown);
    return FileFault.in(thrown)
        .map(
            fault ->
                new UnreadableFile(
                    "%s cannot be read: %s".formatted(name(file), fault.reason()), fault.fix()))
        .or(
            () ->
                chain.stream()
                    .map(t -> known(file, t, root(thrown)))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private static Optional<UnreadableFile> known(String file, Throwable thrown, String root) {
    String name = name(file);
    if (thrown instanceof ParquetCryptoRuntimeException) {
      return Optional.of(new UnreadableFile("%s is encrypted: %s".formatted(name, root), KEYS));
    } else if (thrown instanceof ArithmeticException) {
      return Optional.of(
          new UnreadableFile(
              "%s holds a timestamp or a number that is too large for Spark: %s"
                  .formatted(name, root),
              "replace infinite and other impossible values"));
    } else if (thrown instanceof BadConfigurationException) {
      return Optional.of(
          new UnreadableFile(
              "%s is compressed by a codec that Spark does not have: %s".formatted(name, root),
              CODEC));
    } else if (thrown instanceof FileNotFoundException) {
      return Optional.of(
          new UnreadableFile(
              "%s was there and is gone: %s".formatted(name, root),
              "start again when no process writes to the table"));
    }
    return Optional.empty();
  }

  private static String name(String file) {
    return SparkFaults.name(file);
  }

  private static String root(Throwable thrown) {
    return SparkFaults.rootMessage(thrown);
  }

  /** The error for the user. */
  UserException in(String table, @Nullable Throwable cause) {
    return new UserException(what, table, fix, cause);
  }
}
