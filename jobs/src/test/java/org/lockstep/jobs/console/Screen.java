package org.lockstep.jobs.console;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal shows of all that was written to it; it knows as many codes as Lockstep sends.
 */
public final class Screen extends Writer {
  private static final String ERASE_TO_END = "\u001b[K";

  private final StringBuilder written = new StringBuilder();
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private int column;

  /** A terminal that writes to it. */
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

  /** The lines that are seen now; the last is the one that the cursor stands in. */
  public synchronized List<String> lines() {
    return lines.stream().map(StringBuilder::toString).toList();
  }

  /** All that was ever written, codes too. */
  public synchronized String written() {
    return written.toString();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
