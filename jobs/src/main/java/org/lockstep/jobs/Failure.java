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
    // Spark puts whole stack traces into its messages: the root cause says it in fewer words.
    String message = root.getMessage() == null ? "" : ": " + oneLine(root.getMessage());
    String text = root.getClass().getSimpleName() + message;
    return new Failure(
        BREAKDOWN,
        (text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text)
            + "; --stacktrace shows where, --verbose what Spark says");
  }

  /** The text with every line break a blank. */
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
