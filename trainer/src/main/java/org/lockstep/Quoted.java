package org.lockstep;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Labels and words of the data as messages and reports show them.
 *
 * <p>Most stand as they are. One that would be misread stands between double quotes, with {@code
 * \}{@code u} and four hexadecimal digits for each character that cannot be seen or told from
 * another: one that is empty, has blanks at its ends or within it other than single ones, control
 * or format characters, letters of several scripts that look alike, signs that separate the members
 * of a list; and text that reads as a number, a truth value or null.
 */
public final class Quoted {
  private static final Set<Character.UnicodeScript> LOOK_ALIKE =
      EnumSet.of(
          Character.UnicodeScript.LATIN,
          Character.UnicodeScript.CYRILLIC,
          Character.UnicodeScript.GREEK,
          Character.UnicodeScript.CHEROKEE,
          Character.UnicodeScript.ARMENIAN);

  private static final Set<String> WORDS_WITH_A_MEANING =
      Set.of("null", "nan", "true", "false", "infinity", "-infinity");

  private static final int MOST = 10;
  private static final int FIRST = 5;

  private Quoted() {}

  /** A label: a {@code String}, which may be quoted, or a number or a boolean, which is not. */
  public static String of(Object label) {
    if (!(label instanceof String word)) {
      return String.valueOf(label);
    }
    String escaped = escaped(word);
    return isClear(word) && escaped.equals(word) ? word : '"' + escaped + '"';
  }

  /** A word that stands between quotes in any case: double ones if it would be misread. */
  public static String always(String word) {
    String text = of(word);
    return text.equals(word) ? "'" + word + "'" : text;
  }

  /** Labels between brackets; of more than ten, the first five and the last. */
  public static String list(List<?> labels) {
    return labels.size() <= MOST
        ? labels.stream().map(Quoted::of).collect(Collectors.joining(", ", "[", "]"))
        : labels.subList(0, FIRST).stream()
            .map(Quoted::of)
            .collect(
                Collectors.joining(
                    ", ", "[", ", ..., %s]".formatted(of(labels.get(labels.size() - 1)))));
  }

  private static boolean isClear(String word) {
    return !word.isEmpty()
        && word.strip().equals(word)
        && !word.contains("  ")
        && word.codePoints().noneMatch(c -> ",;:[](){}\"'`".indexOf(c) >= 0)
        && !WORDS_WITH_A_MEANING.contains(word.toLowerCase(Locale.ROOT))
        && !isNumber(word);
  }

  private static boolean isNumber(String word) {
    try {
      Double.parseDouble(word);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String escaped(String word) {
    boolean isMixed =
        word.codePoints()
                .filter(Character::isLetter)
                .mapToObj(Character.UnicodeScript::of)
                .filter(LOOK_ALIKE::contains)
                .distinct()
                .count()
            > 1;
    StringBuilder text = new StringBuilder();
    word.codePoints().forEach(c -> text.append(isSeen(c, isMixed) ? seen(c) : unseen(c)));
    return text.toString();
  }

  private static boolean isSeen(int c, boolean isMixed) {
    if (c < 0x80) {
      return c >= ' ' && c != 0x7f;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> !(isMixed && Character.isLetter(c));
    };
  }

  private static String seen(int c) {
    return c == '"' || c == '\\' ? "\\" + (char) c : Character.toString(c);
  }

  private static String unseen(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          Character.toString(c)
              .chars()
              .mapToObj("\\u%04x"::formatted)
              .collect(Collectors.joining());
    };
  }
}
