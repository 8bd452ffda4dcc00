package org.lockstep.jobs.init;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of columns in a settings file. */
final class ColumnList {
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> HOCON_KEYWORDS = Set.of("true", "false", "null", "include");
  private static final int LINE_WIDTH = 98;

  private ColumnList() {}

  /** Formats names as a HOCON list, wrapped at the line width. */
  static List<String> lines(String opening, List<String> names) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(opening);
    String between = "";
    for (String name : names.stream().map(ColumnList::name).toList()) {
      if (line.length() + between.length() + name.length() >= LINE_WIDTH && !between.isEmpty()) {
        lines.add(line.append(',').toString());
        line = new StringBuilder(" ".repeat(opening.length()));
        between = "";
      }
      line.append(between).append(name);
      between = ", ";
    }
    lines.add(line.append(']').toString());
    return lines;
  }

  /** A name, in quotes if HOCON needs them. */
  static String name(String column) {
    return PLAIN_NAME.matcher(column).matches() && !HOCON_KEYWORDS.contains(column)
        ? column
        : ConfigUtil.quoteString(column);
  }
}
