package org.lockstep.jobs.console;

import java.io.IOException;
import java.io.Writer;
import java.util.function.IntSupplier;

/**
 * Breaks lines at blanks where a terminal would break them within a word. What follows stands below
 * the text behind the line's label. A command to be pasted is continued as a shell does, by a
 * backslash; JSON is left alone. Elsewhere than on a terminal nothing is changed.
 */
public final class WrappingWriter extends Writer {
  /** No terminal is narrower, so that for short lines none is looked for. */
  private static final int ALWAYS_FITS = 40;

  private static final int MOST_INDENT = 20;
  private static final String CONTINUED = " \\";

  private final Writer to;
  private final IntSupplier columns;
  private final StringBuilder line = new StringBuilder();

  /**
   * Creates it.
   *
   * @param columns the width of the terminal in characters; 0 without one
   */
  public WrappingWriter(Writer to, IntSupplier columns) {
    this.to = to;
    this.columns = columns;
  }

  @Override
  public void write(char[] characters, int from, int count) throws IOException {
    for (int i = from; i < from + count; i++) {
      line.append(characters[i]);
      if (characters[i] == '\n') {
        emit();
      }
    }
  }

  private void emit() throws IOException {
    to.write(line.length() <= ALWAYS_FITS ? line.toString() : wrapped(line.toString()));
    line.setLength(0);
  }

  /** The line in lines that fit the terminal, as far as it has blanks. */
  String wrapped(String whole) {
    int width = columns.getAsInt();
    if (width == 0 || whole.startsWith("{")) {
      return whole;
    }
    boolean isCommand = whole.contains(ShellCommand.program() + " ");
    int room = width - (isCommand ? CONTINUED.length() : 0);
    String indent = " ".repeat(indent(whole));
    StringBuilder lines = new StringBuilder();
    String rest = whole;
    while (rest.stripTrailing().length() > width) {
      int end = rest.lastIndexOf(' ', room);
      boolean isOnlyIndent = end < 0 || rest.substring(0, end).isBlank();
      end = isOnlyIndent ? rest.indexOf(' ', indent.length() + 1) : end;
      if (end < 0) {
        break;
      }
      lines.append(rest.substring(0, end).stripTrailing());
      lines.append(isCommand ? CONTINUED : "").append('\n');
      rest = indent + rest.substring(end).stripLeading();
    }
    return lines.append(rest).toString();
  }

  /** The place behind the label and its two blanks; two more than the line has without a label. */
  private static int indent(String whole) {
    int text = whole.length() - whole.stripLeading().length();
    int gap = whole.indexOf("  ", text);
    int after = gap;
    while (after >= 0 && after < whole.length() && whole.charAt(after) == ' ') {
      after++;
    }
    return gap > 0 && after <= MOST_INDENT ? after : text + 2;
  }

  @Override
  public void flush() throws IOException {
    to.write(line.toString());
    line.setLength(0);
    to.flush();
  }

  @Override
  public void close() throws IOException {
    flush(); // the stream is the process's
  }
}
