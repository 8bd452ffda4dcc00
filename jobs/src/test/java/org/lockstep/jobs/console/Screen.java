package org.lockstep.jobs.console;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** A terminal emulator that supports the escape codes that Lockstep writes. */
public final class Screen extends Writer {
  private static final String ERASE_TO_END = "\u001b[K";

  private final StringBuilder written = new StringBuilder();
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private int column;

  /** A terminal that writes to this screen. */
  public static Tty tty(int columns, boolean hasColours) {
    return new Tty() {
      @Override
      public int columns() {
        return columns;
      }

      @Override
      public boolean hasColours() {
        return hasColours;
      }
    };
  }

  @Override
  public synchronized void write(char[] characters, int from, int count) {
    String text = new String(characters, from, count);
    written.append(text);
    for (int i = 0; i < text.length(); i++) {
      StringBuilder line = lines.get(lines.size() - 1);
      if (text.startsWith(ERASE_TO_END, i)) {
        line.setLength(Math.min(line.length(), column));
        i += ERASE_TO_END.length() - 1;
      } else if (text.charAt(i) == '\r') {
        column = 0;
      } else if (text.charAt(i) == '\n') {
        lines.add(new StringBuilder());
        column = 0;
      } else {
        line.setLength(Math.max(line.length(), column + 1));
        line.setCharAt(column++, text.charAt(i));
      }
    }
  }

  /** The visible lines; the last is the line of the cursor. */
  public synchronized List<String> lines() {
    return lines.stream().map(StringBuilder::toString).toList();
  }

  /** Everything written so far, including escape codes. */
  public synchronized String written() {
    return written.toString();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
