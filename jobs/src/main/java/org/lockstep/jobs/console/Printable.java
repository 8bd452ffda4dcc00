package org.lockstep.jobs.console;

import java.util.regex.Pattern;

/**
 * Text as a terminal shows it, whoever has written it: names of columns, labels and messages come
 * from files, and what a terminal obeys in place of showing it could move the cursor, erase lines,
 * set the title, or let text run backwards.
 *
 * <p>Such characters become what JSON writes for them, so that JSON stays the same value: {@code
 * \n}, {@code \t}, and {@code \}{@code u001b} for ESC.
 */
public final class Printable {
  /**
   * Control characters (C0, DEL and C1), the separators of lines and paragraphs, and what changes
   * the direction of text.
   */
  static final String OBEYED =
      "\\p{Cc}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";

  private static final Pattern WITHIN_A_LINE = Pattern.compile("[" + OBEYED + "]");
  private static final Pattern WITHIN_LINES = Pattern.compile("[" + OBEYED + "&&[^\\n\\t]]");

  private Printable() {}

  /** As one line. */
  public static String line(String text) {
    return escaped(text, WITHIN_A_LINE);
  }

  /** As lines, which may have tabs. */
  static String lines(String text) {
    return escaped(text, WITHIN_LINES);
  }

  private static String escaped(String text, Pattern obeyed) {
    return obeyed.matcher(text).replaceAll(found -> "\\\\" + escape(found.group().charAt(0)));
  }

  private static String escape(char character) {
    return switch (character) {
      case '\n' -> "n";
      case '\r' -> "r";
      case '\t' -> "t";
      default -> "u%04x".formatted((int) character);
    };
  }
}
