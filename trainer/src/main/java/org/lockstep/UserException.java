package org.lockstep;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A mistake that the user can put right: what was found, where, and what to do about it.
 *
 * <p>Its message holds no secret: {@link Secrets} hides those in what it is made of. The command
 * line prints it as one line without a stack trace and exits with status 2; every other exception
 * is a failure of the machine or of Lockstep itself. To a program it is an {@link
 * IllegalArgumentException}, as Spark's own mistakes are, which PySpark shows as one line too.
 */
public class UserException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param what what was found, with the offending value or count
   * @param where the file, column, row or key it was found in
   * @param fix what the user can do
   */
  public UserException(String what, String where, String fix) {
    this(what, where, fix, null);
  }

  /** As {@link #UserException(String, String, String)}, with the exception that revealed it. */
  public UserException(String what, String where, String fix, @Nullable Throwable cause) {
    super("%s (%s); %s".formatted(oneLine(what), oneLine(where), oneLine(fix)), cause);
  }

  /** The same mistake in another's words; with its stack trace. */
  protected UserException(UserException same, UnaryOperator<String> words) {
    super(words.apply(String.valueOf(same.getMessage())), same.getCause());
    setStackTrace(same.getStackTrace());
  }

  /**
   * The same mistake in the words of another caller.
   *
   * @param words of a message, from those of the command line
   */
  public UserException inWords(UnaryOperator<String> words) {
    return new UserException(this, words);
  }

  private static String oneLine(String text) {
    return Secrets.hiddenIn(text.strip()).replaceAll("\\s*\\R\\s*", " ");
  }
}
