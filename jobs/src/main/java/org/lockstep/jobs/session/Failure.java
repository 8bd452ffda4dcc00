package org.lockstep.jobs.session;

import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.lockstep.FileFault;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.jobs.console.Printable;
import org.lockstep.training.RunStoppedException;

/**
 * What went wrong, for the user.
 *
 * @param status the exit status
 * @param line one line of text
 */
public record Failure(int status, String line) {
  /** The exit status of a mistake that the user can put right. */
  public static final int MISTAKE = 2;

  /** The exit status of a failure of the machine, or of Lockstep itself. */
  public static final int BREAKDOWN = 1;

  /** The exit status of a run that has been asked to stop, and can be resumed. */
  public static final int STOPPED = 3;

  private static final int LONGEST = 300;
  private static final int LONGEST_MISTAKE = 1000;
  private static final String ADVICE = "; --stacktrace shows where, --verbose what Spark says";

  /**
   * A {@link UserException} anywhere among the causes is the user's mistake, and so is what a file
   * system refuses for a reason that the user can put right.
   */
  public static Failure of(Throwable thrown) {
    List<Throwable> chain = ExceptionUtils.getThrowableList(thrown);
    for (Throwable t : chain) {
      if (t instanceof UserException) {
        return new Failure(MISTAKE, shortened(oneLine(String.valueOf(t.getMessage()))));
      }
      if (t instanceof RunStoppedException) {
        return new Failure(STOPPED, oneLine(String.valueOf(t.getMessage())));
      }
      if (t instanceof UnsupportedFileSystemException) {
        return new Failure(
            MISTAKE, t.getMessage() + "; write another path, or add its jar to spark.jars");
      }
    }
    Optional<FileFault> fault = FileFault.in(thrown);
    if (fault.isPresent()) {
      return new Failure(MISTAKE, line(chain, fault.get()));
    }
    return new Failure(BREAKDOWN, text(chain) + ADVICE);
  }

  /** The line without the advice of how to learn more. */
  public String what() {
    return line.endsWith(ADVICE) ? line.substring(0, line.length() - ADVICE.length()) : line;
  }

  /** What was being done, why the file system refused it, and what the user can do. */
  private static String line(List<Throwable> chain, FileFault fault) {
    Throwable first = chain.get(0);
    String message = first.getMessage();
    boolean saysWhatWasDone =
        chain.size() > 1
            && message != null
            && message.lines().count() == 1
            && message.length() <= LONGEST
            && !message.equals(chain.get(1).toString());
    String text = (saysWhatWasDone ? message + ": " : "") + fault.text();
    return oneLine(StringUtils.abbreviate(text, 2 * LONGEST) + "; " + fault.fix());
  }

  /**
   * What the exceptions say, from the first to its root cause, each thing once. Where Spark has put
   * pages of stack trace into a message, the causes below say it in fewer words.
   */
  private static String text(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    String rootMessage = root.getMessage() == null ? "" : oneLine(root.getMessage());
    if (rootMessage.contains("stopped SparkContext")
        || rootMessage.contains("SparkContext was shut down")) {
      return "Spark has stopped: its master does not answer, or an executor ran out of memory";
    }
    String end = StringUtils.abbreviate(rootMessage, LONGEST);
    String text = root.getClass().getSimpleName() + (end.isEmpty() ? "" : ": " + end);
    for (int i = chain.size() - 2; i >= 0; i--) {
      String message = chain.get(i).getMessage();
      if (message == null || message.lines().count() > 1 || message.length() > LONGEST) {
        continue;
      }
      if (message.contains(end)) {
        text = message;
      } else if (!text.contains(message)) {
        text = message + ": " + text;
      }
    }
    return StringUtils.abbreviate(text, 2 * LONGEST);
  }

  /** The beginning, and the end that says what to do: names in files may be of any length. */
  private static String shortened(String line) {
    return StringUtils.abbreviateMiddle(Printable.line(line), " ... ", LONGEST_MISTAKE);
  }

  /** The text with every line break a blank and without secrets. */
  public static String oneLine(String text) {
    return Secrets.hiddenIn(text.strip()).replaceAll("\\s*\\R\\s*", " ");
  }
}
