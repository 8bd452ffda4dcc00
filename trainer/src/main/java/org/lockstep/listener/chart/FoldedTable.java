package org.lockstep.listener.chart;

import java.util.List;
import java.util.function.Consumer;

/** Writes a table of the values of a chart, folded up until the reader opens it. */
public final class FoldedTable {
  private FoldedTable() {}

  /**
   * Writes the table.
   *
   * @param title of the chart
   * @param heads of the columns
   * @param rows writes the rows, a {@code tr} each
   */
  public static void write(Markup html, String title, List<String> heads, Consumer<Markup> rows) {
    html.open("details", "class", "values");
    html.element("summary", "Values of: " + title);
    Scroll.open(html, "Values of: " + title);
    html.open("table");
    html.open("thead");
    html.open("tr");
    heads.forEach(head -> html.element("th", head, "scope", "col"));
    html.close();
    html.close();
    html.open("tbody");
    rows.accept(html);
    html.close();
    html.close();
    Scroll.close(html);
    html.close();
  }
}
