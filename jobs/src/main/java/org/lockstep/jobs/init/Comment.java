package org.lockstep.jobs.init;

import java.util.ArrayList;
import java.util.List;

/** A sentence as comment lines of a settings file. */
final class Comment {
  private static final int WIDTH = 92;

  private Comment() {}

  /**
   * Breaks a text at blanks.
   *
   * @param first what the first line begins with, such as {@code "# "}
   * @param others what the others begin with
   */
  static List<String> lines(String first, String others, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    String between = "";
    for (String word : text.replaceAll("\\R", " ").split(" ", -1)) {
      if (line.length() + between.length() + word.length() > WIDTH && !between.isEmpty()) {
        lines.add(line.toString());
        line = new StringBuilder(others);
        between = "";
      }
      line.append(between).append(word);
      between = " ";
    }
    lines.add(line.toString());
    return lines;
  }
}
