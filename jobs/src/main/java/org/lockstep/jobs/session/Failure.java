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
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.training.RunStoppedException;

/**
 * The exit status and the error message of a failed command.
 *
 * @param status the exit status
 * @param line the error message, on one line
 */
public record Failure(int status, String line) {
  /** The exit status of an error that the user can correct. */
  public static final int MISTAKE = 2;

  /** The exit status of any other error: of the machine, or of Lockstep itself. */
  public static final int BREAKDOWN = 1;

  /** The exit status of a run that was stopped on request and can be resumed. */
  public static final int STOPPED = 3;

  private static final int LONGEST = 300;
  private static final int LONGEST_MISTAKE = 1000;
  private static final String ADVICE = "; --stacktrace shows where, --verbose what Spark says";

  /**
   * Classifies an exception by its causes: a {@link UserException}, or a {@link FileFault} that the
   * user can correct, has the status {@link #MISTAKE}.
   */
  public static Failure of(Throwable thrown) {
    List<Throwable> chain = ExceptionUtils.getThrowableList(thrown);
    for (Throwable t : chain) {
      if (t instanceof UserException) {
        return new Failure(MISTAKE, shortened(oneLine(String.valueOf(t.getMessage()))));
      }
      if (t instanceof RunStoppedException stop) {
        String next =
            stop.output()
                .map(run -> "; %s continues from there".formatted(ShellCommand.of("resume", run)))
                .orElse("");
        return new Failure(STOPPED, oneLine(stop.progress() + next));
      }
      if (t instanceof UnsupportedFileSystemException) {
        return new Failure(
            MISTAKE,
            t.getMessage()
                + "; give another path, or add the jar of the file system to spark.jars");
      }
    }
    Optional<FileFault> fault = FileFault.in(thrown);
    if (fault.isPresent()) {
      return new Failure(MISTAKE, line(chain, fault.get()));
    }
    return new Failure(BREAKDOWN, text(chain) + ADVICE);
  }

  /** The message without the advice to use --stacktrace. */
  public String what() {
    return line.endsWith(ADVICE) ? line.substring(0, line.length() - ADVICE.length()) : line;
  }

  /** The operation that failed, the reason of the file system, and how to correct it. */
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
   * The messages from the exception to its root cause, without repetitions. Messages into which
   * Spark has copied stack traces are skipped, since their causes say the same.
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

  /** Abbreviates in the middle, as names from files may be long, and the end has the advice. */
  private static String shortened(String line) {
    return StringUtils.abbreviateMiddle(Printable.line(line), " ... ", LONGEST_MISTAKE);
  }

  /** The text with secrets hidden and line breaks replaced by blanks. */
  public static String oneLine(String text) {
    return Secrets.hiddenIn(text.strip()).replaceAll("\\s*\\R\\s*", " ");
  }
}
