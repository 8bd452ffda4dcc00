package org.lockstep.listener;

import java.util.List;
import java.util.Map;
import org.lockstep.NumberFormats;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Scroll;

/** Writes the time of a run by phase, as a table with a bar in each row. */
public final class PhaseTable {
  private PhaseTable() {}

  /**
   * Writes the table.
   *
   * @param name of the table
   * @param seconds of each phase
   * @param total seconds of all, more than 0
   * @param iterations that took them, at least 1
   */
  public static void write(
      Markup html, String name, Map<Phase, Double> seconds, double total, long iterations) {
    Scroll.open(html, name);
    html.open("table", "class", "phases");
    html.open("thead");
    html.open("tr");
    for (String column : List.of("phase", "share", "time", "an iteration")) {
      html.element("th", column, "scope", "col");
    }
    html.close();
    html.close();
    html.open("tbody");
    for (Phase phase : Phase.values()) {
      row(html, phase, seconds.getOrDefault(phase, 0.0), total, iterations);
    }
    html.close();
    html.close();
    Scroll.close(html);
  }

  private static void row(Markup html, Phase phase, double seconds, double total, long iterations) {
    html.open("tr");
    html.open("th", "scope", "row", "class", phase.style());
    html.text(phase.historyName());
    html.element("small", phase.meaning());
    html.close();
    html.open("td");
    bar(html, phase, seconds / total);
    html.text(NumberFormats.share(seconds / total));
    html.close();
    html.element("td", NumberFormats.time(seconds));
    html.element("td", NumberFormats.value(1000 * seconds / iterations) + " ms");
    html.close();
  }

  /**
   * Writes a bar in the colour of a phase.
   *
   * @param share of the whole, from 0 to 1
   */
  public static void bar(Markup html, Phase phase, double share) {
    html.element(
        "span",
        "",
        "class",
        "bar " + phase.style(),
        "style",
        "--share:" + Math.round(share * 1000) / 1000.0,
        "aria-hidden",
        "true");
  }
}
