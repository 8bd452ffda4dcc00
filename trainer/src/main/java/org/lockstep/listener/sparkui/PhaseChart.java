package org.lockstep.listener.sparkui;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where the time of a run has gone: a bar, and under it the figures.
 *
 * @param phases in the order of an iteration
 */
record PhaseChart(List<Phase> phases) {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 24;

  /** Okabe and Ito's colours, which those who do not see red and green tell apart. */
  private static final List<String> COLOURS =
      List.of("#56b4e9", "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#999999");

  /**
   * A part of the time.
   *
   * @param meaning what is done in it
   */
  record Phase(String name, String meaning, double seconds) {}

  Html html() {
    double total = phases.stream().mapToDouble(Phase::seconds).sum();
    if (total <= 0) {
      return Html.of("<p>nothing yet</p>");
    }
    return Html.of(
        """
        <svg viewBox="0 0 %s %s" width="100%%" height="%s" preserveAspectRatio="none"\
         aria-hidden="true" style="max-width: 62rem">
        %s</svg>
        <table class="table table-sm table-bordered" style="max-width: 62rem">
        <thead><tr><th>phase</th><th>what is done</th><th>time</th><th>share</th></tr></thead>
        <tbody>
        %s</tbody>
        </table>
        """,
        WIDTH,
        HEIGHT,
        HEIGHT,
        bar(total),
        IntStream.range(0, phases.size())
            .mapToObj(i -> row(phases.get(i), COLOURS.get(i), total))
            .collect(Html.joined()));
  }

  private Html bar(double total) {
    double[] before = new double[phases.size() + 1];
    for (int i = 0; i < phases.size(); i++) {
      before[i + 1] = before[i] + phases.get(i).seconds() / total * WIDTH;
    }
    return IntStream.range(0, phases.size())
        .mapToObj(
            i ->
                Html.of(
                    "<rect x=\"%s\" y=\"0\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n",
                    pixels(before[i]), pixels(before[i + 1] - before[i]), HEIGHT, COLOURS.get(i)))
        .collect(Html.joined());
  }

  private static Html row(Phase phase, String colour, double total) {
    return Html.of(
        """
        <tr><td class="text-nowrap"><svg width="12" height="12" aria-hidden="true">\
        <rect width="12" height="12" fill="%s"/></svg> %s</td>\
        <td>%s</td><td class="text-nowrap">%s</td><td class="text-nowrap">%s</td></tr>
        """,
        colour,
        phase.name(),
        phase.meaning(),
        Figures.duration(phase.seconds()),
        Figures.percent(phase.seconds() / total));
  }

  private static String pixels(double place) {
    return String.format(Locale.ROOT, "%.2f", place);
  }
}
