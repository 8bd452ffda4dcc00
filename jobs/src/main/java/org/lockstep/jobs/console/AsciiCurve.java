package org.lockstep.jobs.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.lockstep.NumberFormats;

/** A curve of letters, for consoles of any kind: a star in each column, values up the side. */
public final class AsciiCurve {
  private static final int COLUMNS = 60;
  private static final int ROWS = 12;

  private AsciiCurve() {}

  /**
   * Draws values at equal distances.
   *
   * @param values the curve, finite; several of a column are drawn as their mean
   * @param top what is above is drawn at the top
   * @param mark the place that the line below marks, as a part of the width in [0, 1]; NaN for none
   * @param ends the names of both ends of the line below
   * @return lines of at most 80 columns
   */
  public static List<String> of(List<Double> values, double top, double mark, List<String> ends) {
    int columns = Math.min(COLUMNS, values.size());
    double[] heights = new double[columns];
    for (int c = 0; c < columns; c++) {
      int from = (int) ((long) c * values.size() / columns);
      int to = (int) ((c + 1L) * values.size() / columns);
      heights[c] =
          Math.min(
              top,
              values.subList(from, to).stream().mapToDouble(v -> v).average().orElse(Double.NaN));
    }
    double least = Arrays.stream(heights).min().orElse(0);
    double most = Arrays.stream(heights).max().orElse(0);
    char[][] picture = new char[ROWS][columns];
    for (char[] row : picture) {
      Arrays.fill(row, ' ');
    }
    for (int c = 0; c < columns; c++) {
      double part = most > least ? (heights[c] - least) / (most - least) : 0;
      picture[ROWS - 1 - (int) Math.round(part * (ROWS - 1))][c] = '*';
    }
    String high = NumberFormats.decimals(most);
    String low = NumberFormats.decimals(least);
    int side = Math.max(high.length(), low.length());
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      String value = row == 0 ? high : row == ROWS - 1 ? low : "";
      lines.add(
          "%s |%s"
              .formatted(StringUtils.leftPad(value, side), new String(picture[row]))
              .stripTrailing());
    }
    char[] axis = StringUtils.repeat('-', columns).toCharArray();
    if (!Double.isNaN(mark)) {
      axis[(int) Math.min(columns - 1, Math.round(mark * (columns - 1)))] = '^';
    }
    lines.add("%s +%s".formatted(" ".repeat(side), new String(axis)));
    int between = Math.max(1, columns - ends.get(0).length() - ends.get(1).length());
    lines.add(
        "%s  %s%s%s".formatted(" ".repeat(side), ends.get(0), " ".repeat(between), ends.get(1)));
    return lines;
  }
}
