package org.lockstep.jobs.console;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Standard error: lines of text and, on a terminal, colours and a status line that is overwritten
 * in place. Thread-safe.
 *
 * <p>Secrets in the text are hidden. Text written to {@link #text()} erases the status line first;
 * the next {@link #show} draws it again. Code that writes text therefore need not know about the
 * status line.
 */
public final class Console {
  private static final String ERASE_TO_END = "\u001b[K";

  private final PrintWriter to;
  private final Supplier<Tty> source;
  private final WrappingWriter wrapped;
  private final PrintWriter text;
  private @Nullable Tty tty;
  private boolean isAtLineStart = true;
  private boolean showsStatus;

  /**
   * Creates it.
   *
   * @param to receives all output
   * @param tty the terminal; requested on first use, so that a command without progress does not
   *     load a native library
   */
  public Console(PrintWriter to, Supplier<Tty> tty) {
    this.to = to;
    this.source = tty;
    this.wrapped = new WrappingWriter(new Text(), this::columns);
    this.text = new PrintableWriter(new HidingWriter(wrapped));
  }

  /** The writer of text; control characters are escaped. */
  public PrintWriter text() {
    return text;
  }

  /** Whether standard error is a terminal, which can show a status line. */
  public boolean isTerminal() {
    return columns() > 0;
  }

  /** The width of a line in characters; 0 without a terminal. */
  int columns() {
    return tty().columns();
  }

  /** Writes a warning, on one line. */
  public void warn(String warning) {
    line(Style.fg_yellow, "warning:", warning);
  }

  /** Writes the error that ended a command, on one line. */
  public void fail(String failure) {
    line(Style.fg_red, "lockstep:", failure);
  }

  /** Bypasses {@link #text}, which would escape the colour codes. */
  private synchronized void line(Style style, String mark, String message) {
    String plain = wrapped.wrapped("%s %s%n".formatted(mark, Printable.line(message)));
    char[] line = (painted(style, mark) + plain.substring(mark.length())).toCharArray();
    write(line, 0, line.length);
    to.flush();
  }

  /** Returns the text in a colour, or unchanged on a terminal without colours. */
  String painted(Style style, String some) {
    return tty().hasColours() ? style.on() + some + style.off() : some;
  }

  /**
   * Replaces the status line; does nothing without a terminal.
   *
   * @param status shorter than a line; it is not escaped, so it must not contain text from files
   */
  public synchronized void show(String status) {
    if (isAtLineStart && isTerminal()) {
      to.write("\r" + status + ERASE_TO_END);
      to.flush();
      showsStatus = true;
    }
  }

  /** Erases the status line. */
  public synchronized void clear() {
    if (showsStatus) {
      to.write("\r" + ERASE_TO_END);
      to.flush();
      showsStatus = false;
    }
  }

  private synchronized Tty tty() {
    if (tty == null) {
      tty = source.get();
    }
    return tty;
  }

  private synchronized void write(char[] characters, int from, int count) {
    if (count > 0) {
      clear();
      to.write(characters, from, count);
      isAtLineStart = characters[from + count - 1] == '\n';
    }
  }

  /** Erases the status line before it writes. */
  private final class Text extends Writer {
    @Override
    public void write(char[] characters, int from, int count) {
      Console.this.write(characters, from, count);
    }

    @Override
    public void flush() {
      to.flush();
    }

    @Override
    public void close() {
      to.flush(); // the stream is the process's
    }
  }
}
