package org.lockstep.listener.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import org.lockstep.NumberFormats;

/** Writes the values of a chart as a table with a readable number of rows. */
final class ValueTable {
  private static final int MOST_ROWS = 60;
  private static final int FEWEST_ROWS = 8;

  private ValueTable() {}

  /**
   * Writes the table, folded up.
   *
   * @param xName heads the first column
   * @param all a column each, none without a point
   */
  static void write(
      Markup html, String title, String xName, List<Series> all, DoubleFunction<String> format) {
    List<String> heads = new ArrayList<>(List.of(xName));
    all.forEach(series -> heads.add(series.name()));
    FoldedTable.write(
        html, title, heads, body -> rows(all).forEach(x -> row(body, x, all, format)));
  }

  private static void row(Markup html, double x, List<Series> all, DoubleFunction<String> format) {
    html.open("tr");
    html.element(
        "th",
        x == Math.rint(x) ? NumberFormats.count((long) x) : NumberFormats.value(x),
        "scope",
        "row");
    all.forEach(series -> html.element("td", format.apply(series.at(x))));
    html.close();
  }

  /**
   * The x of the shortest line with at least {@value #FEWEST_ROWS} points, else of the longest
   * line, thinned out to {@value #MOST_ROWS}.
   */
  private static List<Double> rows(List<Series> all) {
    Comparator<Series> byLength = Comparator.comparingInt(series -> series.points().size());
    List<Point> points =
        all.stream()
            .filter(series -> series.points().size() >= FEWEST_ROWS)
            .min(byLength)
            .or(() -> all.stream().max(byLength))
            .orElseThrow()
            .points();
    int n = points.size();
    int count = Math.min(n, MOST_ROWS);
    List<Double> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(points.get(count == 1 ? 0 : (int) ((long) i * (n - 1) / (count - 1))).x());
    }
    return rows;
  }
}
