package org.lockstep.jobs.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.Formattable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Escapes text by {@link Printable}; every command prints through such a writer.
 *
 * <p>Line breaks in the argument of {@link #println(String)}, or in a value of {@link #printf}, are
 * escaped as {@code \n}, so one call prints one line. Use {@link #print(String)} for text of
 * several lines.
 */
public final class PrintableWriter extends PrintWriter {
  /**
   * Creates it.
   *
   * @param to receives the text; it is flushed after each line and never closed
   */
  public PrintableWriter(Writer to) {
    super(new Escaping(to), true);
  }

  @Override
  public void println(@Nullable String line) {
    super.println(Printable.line(String.valueOf(line)));
  }

  @Override
  public PrintWriter format(String format, @Nullable Object @Nullable ... arguments) {
    return super.format(format, printable(arguments));
  }

  @Override
  public PrintWriter format(
      @Nullable Locale locale, String format, @Nullable Object @Nullable ... arguments) {
    return super.format(locale, format, printable(arguments));
  }

  private static @Nullable Object @Nullable [] printable(@Nullable Object @Nullable [] arguments) {
    return arguments == null
        ? null
        : Arrays.stream(arguments).map(PrintableWriter::printable).toArray();
  }

  /** Leaves arguments whose format depends on their type as they are. */
  private static @Nullable Object printable(@Nullable Object argument) {
    if (argument == null
        || argument instanceof Number
        || argument instanceof Boolean
        || argument instanceof Character
        || argument instanceof Formattable) {
      return argument;
    }
    return Printable.line(argument.toString());
  }

  /** Escapes below all methods of {@link PrintWriter}. */
  private static final class Escaping extends Writer {
    private final Writer to;

    Escaping(Writer to) {
      this.to = to;
    }

    @Override
    public void write(char[] characters, int from, int count) throws IOException {
      to.write(Printable.lines(new String(characters, from, count)));
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }

    @Override
    public void close() throws IOException {
      to.flush(); // the stream is the process's
    }
  }
}
