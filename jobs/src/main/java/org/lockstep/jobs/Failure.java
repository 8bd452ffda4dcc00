package org.lockstep.jobs;

import org.lockstep.UserException;

/**
 * What went wrong, for the user.
 *
 * @param status the exit status
 * @param line one line of text
 */
record Failure(int status, String line) {
  /** The exit status of a mistake that the user can put right. */
  static final int MISTAKE = 2;

  /** The exit status of a failure of the machine, or of Lockstep itself. */
  static final int BREAKDOWN = 1;

  private static final int LONGEST = 400;

  /** A {@link UserException} anywhere among the causes is the user's mistake. */
  static Failure of(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof UserException) {
        return new Failure(MISTAKE, oneLine(String.valueOf(t.getMessage())));
      }
      root = t;
    }
    return new Failure(
        BREAKDOWN, text(root) + "; --stacktrace shows where, --verbose what Spark says");
  }

  /** The root cause: what Spark wraps it into holds whole stack traces as text. */
  private static String text(Throwable root) {
    String message = root.getMessage() == null ? "" : oneLine(root.getMessage());
    if (message.contains("stopped SparkContext")
        || message.contains("SparkContext was shut down")) {
      return "Spark has stopped: its master does not answer, or has ended the application";
    }
    String text = root.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    return text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text;
  }

  /** The text with every line break a blank. */
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
