package org.lockstep.data.table;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/** Translates exceptions of Spark that a user can mend into one line that names the file. */
public final class SparkFaults {
  /** Errors of SQL's functions at the values of a row. */
  private static final List<String> OF_EXPRESSIONS =
      List.of(
          "CAST_INVALID_INPUT",
          "CAST_OVERFLOW",
          "DIVIDE_BY_ZERO",
          "ARITHMETIC_OVERFLOW",
          "NUMERIC_VALUE_OUT_OF_RANGE",
          "INVALID_ARRAY_INDEX",
          "CANNOT_PARSE_TIMESTAMP");

  private SparkFaults() {}

  /**
   * Runs work that reads a table.
   *
   * @throws UserException if it fails because of a file, which the message names
   */
  public static <T> T reading(String path, Supplier<T> read) {
    try {
      return read.get();
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      UserException mistake = explain(path, e);
      if (mistake != null) {
        throw mistake;
      }
      throw e;
    }
  }

  private static @Nullable UserException explain(String path, Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof UserException mistake) {
        return mistake;
      }
      String condition = t instanceof SparkThrowable spark ? spark.getCondition() : null;
      if (condition == null) {
        continue;
      }
      UserException mistake =
          explain(path, condition, ((SparkThrowable) t).getMessageParameters(), t, thrown);
      if (mistake != null) {
        return mistake;
      }
    }
    return null;
  }

  private static @Nullable UserException explain(
      String path,
      String condition,
      Map<String, String> parameters,
      Throwable at,
      Throwable thrown) {
    String file = decoded(parameters.getOrDefault("path", path));
    if (condition.startsWith("FAILED_READ_FILE") && parameters.containsKey("column")) {
      return new UserException(
          "column %s of %s is stored as %s and cannot be read as %s"
              .formatted(
                  parameters.get("column"),
                  name(file),
                  parameters.get("actualType"),
                  parameters.get("expectedType")),
          path,
          "write all parts with one type",
          thrown);
    } else if (condition.startsWith("FAILED_READ_FILE")) {
      return UnreadableFile.ofRows(file, at, hadoop()).in(path, thrown);
    } else if (condition.startsWith("COLUMN_ALREADY_EXISTS")) {
      return new UserException(
          "the table holds column %s twice (upper and lower case count as the same)"
              .formatted(parameters.getOrDefault("columnName", "")),
          path,
          "rename one of the two",
          thrown);
    } else if (condition.startsWith("PATH_NOT_FOUND")) {
      return new UserException(
          "%s does not exist, or no file matches it".formatted(path),
          "path of the data",
          "check the path; a relative one begins at the current directory",
          thrown);
    } else if (condition.startsWith("CONFLICTING_")) {
      return new UserException(
          "the folders of the table do not agree: " + rootMessage(at),
          path,
          "lay all files equally deep, in folders of the same names=, or name those to be read"
              + " by a glob",
          thrown);
    } else if (OF_EXPRESSIONS.stream().anyMatch(condition::startsWith)) {
      return new UserException(
          "an expression cannot be computed for a row: " + rootMessage(at),
          path,
          "correct the value, or the predicate or query; try_cast and try_divide give null instead",
          thrown);
    } else if (at instanceof AnalysisException) {
      return new UserException(
          "Spark cannot read the table: " + rootMessage(at),
          path,
          "write it again with columns of plain types, or leave out what is named here",
          thrown);
    }
    return null;
  }

  private static Configuration hadoop() {
    return SparkSession.active().sparkContext().hadoopConfiguration();
  }

  /** Decodes a path in a message of Spark's, which may be a URI. */
  private static String decoded(String path) {
    try {
      return FileNames.decoded(path);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  /** The name of a file, with the folders above it that hold values of partition columns. */
  static String name(String path) {
    Path file = new Path(path);
    String name = file.getName();
    for (Path folder = file.getParent();
        folder != null && folder.getName().contains("=");
        folder = folder.getParent()) {
      name = folder.getName() + "/" + name;
    }
    return name;
  }

  /** The message of the innermost cause. */
  public static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
