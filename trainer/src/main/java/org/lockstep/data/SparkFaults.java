package org.lockstep.data;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;
import org.lockstep.FileFault;
import org.lockstep.UserException;

/** Turns what Spark throws at a user's mistake into one line that names the file. */
final class SparkFaults {
  private SparkFaults() {}

  /**
   * Runs something that reads the table at {@code path}.
   *
   * @throws UserException if it fails because of the files, with the name of the one at fault
   */
  static <T> T reading(String path, Supplier<T> read) {
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
      var parameters = ((SparkThrowable) t).getMessageParameters();
      if (condition.startsWith("FAILED_READ_FILE")) {
        Optional<FileFault> fault = FileFault.in(t);
        return new UserException(
            "%s cannot be read: %s"
                .formatted(
                    name(parameters.getOrDefault("path", path)),
                    fault.map(FileFault::reason).orElse(rootMessage(t))),
            path,
            fault.map(FileFault::fix).orElse("write this file again, or take it out of the table"),
            thrown);
      }
      if (condition.startsWith("COLUMN_ALREADY_EXISTS")) {
        return new UserException(
            "the table holds column %s twice (upper and lower case count as the same)"
                .formatted(parameters.getOrDefault("columnName", "")),
            path,
            "rename one of the two",
            thrown);
      }
      if (condition.startsWith("PATH_NOT_FOUND")) {
        return new UserException(
            "%s does not exist, or no file matches it".formatted(path),
            "path of the data",
            "check the path; a relative one begins at the current directory",
            thrown);
      }
    }
    return null;
  }

  /** The last name of a path. */
  static String name(String path) {
    return new Path(path).getName();
  }

  /** What the innermost cause says. */
  static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
