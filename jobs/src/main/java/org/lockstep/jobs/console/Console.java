package org.lockstep.jobs.console;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Standard error: text and, where it is a terminal, colours and below the text a line that is
 * written over again and again, the status. For any thread.
 *
 * <p>Secrets in the text are hidden. Whatever is written to {@link #text()} takes the place of the
 * status, which is there again when it is shown the next time. So nobody who writes text has to
 * know that there is a status.
 */
public final class Console {
  private static final String ERASE_TO_END = "\u001b[K";

  private final PrintWriter to;
  private final Supplier<Tty> source;
  private final PrintWriter text;
  private @Nullable Tty tty;
  private boolean isAtLineStart = true;
  private boolean showsStatus;

  /**
   * Creates it.
   *
   * @param to where all of it is written
   * @param tty what that is connected to; asked for when it is needed, as a command without
   *     progress need not load a native library
   */
  public Console(PrintWriter to, Supplier<Tty> tty) {
    this.to = to;
    this.source = tty;
    this.text = new PrintableWriter(new HidingWriter(new Text()));
  }

  /** Takes the text; only what a terminal shows of it is written. */
  public PrintWriter text() {
    return text;
  }

  /** Whether a status can be shown. */
  public boolean isTerminal() {
    return columns() > 0;
  }

  /** Characters of a line; 0 if it is no terminal. */
  int columns() {
    return tty().columns();
  }

  /** Writes a line that is marked as a warning. */
  public void warn(String warning) {
    line(painted(Style.fg_yellow, "warning:"), warning);
  }

  /** Writes a line that is marked as the end of a command that has failed. */
  public void fail(String failure) {
    line(painted(Style.fg_red, "lockstep:"), failure);
  }

  /** Colours are written past {@link #text}, which would show their codes. */
  private synchronized void line(String mark, String message) {
    char[] line = "%s %s%n".formatted(mark, Printable.line(message)).toCharArray();
    write(line, 0, line.length);
    to.flush();
  }

  /** Some text in a colour, where there are colours. */
  String painted(Style style, String some) {
    return tty().hasColours() ? style.on() + some + style.off() : some;
  }

  /**
   * Shows the status, in the place of the one before; does nothing where there is no terminal.
   *
   * @param status shorter than a line; figures and colours, no text of others
   */
  public synchronized void show(String status) {
    if (isAtLineStart && isTerminal()) {
      to.write("\r" + status + ERASE_TO_END);
      to.flush();
      showsStatus = true;
    }
  }

  /** Takes the status away. */
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

  /** Puts text in the place of the status. */
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
