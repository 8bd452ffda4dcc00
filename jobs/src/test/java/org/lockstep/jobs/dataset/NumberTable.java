package org.lockstep.jobs.dataset;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.lockstep.UserException;

/** A text file of numbers without a heading, one row a line. */
final class NumberTable {
  private NumberTable() {}

  /**
   * Reads the rows of a file.
   *
   * @param separator between two numbers of a line
   * @param columns how many numbers each line holds
   * @param headerLines lines before the first row, which are not read
   * @throws UserException if a line holds another count, or something that is no number
   */
  static List<double[]> read(SourceFile file, String separator, int columns, int headerLines) {
    Pattern between = Pattern.compile(Pattern.quote(separator));
    return file.read(
        contents -> {
          List<double[]> rows = new ArrayList<>();
          var lines = new BufferedReader(new InputStreamReader(contents, StandardCharsets.UTF_8));
          for (int i = 0; i < headerLines; i++) {
            lines.readLine();
          }
          String line;
          while ((line = lines.readLine()) != null) {
            String where = "%s: %d".formatted(file.path(), headerLines + rows.size() + 1);
            String[] words = between.split(line, -1);
            if (words.length != columns) {
              throw wrong("%d numbers, not %d".formatted(words.length, columns), where);
            }
            double[] row = new double[columns];
            for (int i = 0; i < columns; i++) {
              row[i] = number(words[i], where);
            }
            rows.add(row);
          }
          return rows;
        });
  }

  private static double number(String word, String where) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw wrong("'%s' is no number".formatted(word), where);
    }
  }

  private static UserException wrong(String what, String where) {
    return new UserException(what, where, "bring the file as it is published");
  }
}
