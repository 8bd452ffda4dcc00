package org.lockstep.jobs.console;

import java.util.regex.Pattern;

/**
 * Escapes control characters before text is printed. Names of columns, labels and messages come
 * from files; control characters in them could move the cursor, erase lines, set the terminal's
 * title or reverse the direction of text.
 *
 * <p>The escapes are those of JSON, so that printed JSON keeps its values: {@code \n}, {@code \t},
 * and {@code \}{@code u001b} for ESC.
 */
public final class Printable {
  /**
   * Control characters (C0, DEL and C1), separators of lines and paragraphs, and characters that
   * change the direction of text.
   */
  static final String OBEYED =
      "\\p{Cc}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";

  private static final Pattern WITHIN_A_LINE = Pattern.compile("[" + OBEYED + "]");
  private static final Pattern WITHIN_LINES = Pattern.compile("[" + OBEYED + "&&[^\\n\\t]]");

  private Printable() {}

  /** Escapes all control characters, line breaks included. */
  public static String line(String text) {
    return escaped(text, WITHIN_A_LINE);
  }

  /** Escapes all control characters but line breaks and tabs. */
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
