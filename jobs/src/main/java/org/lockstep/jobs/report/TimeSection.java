package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.lockstep.NumberFormats;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.Phase;
import org.lockstep.listener.PhaseTable;
import org.lockstep.listener.chart.Frame;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Scroll;
import org.lockstep.listener.chart.StackedChart;
import org.lockstep.listener.chart.StackedChart.Stretch;

/** The time of a run by phase. */
final class TimeSection {
  private static final String TITLE = "Where the time goes";
  private static final int MOST_STRETCHES = 120;

  /** With fewer epochs than this, a stretch is a part of an epoch. */
  private static final int FEWEST_EPOCHS = 12;

  private static final int STRETCHES_WITHIN = 40;

  private TimeSection() {}

  static void write(Markup html, ReportedRun run, String prefix, int level) {
    if (!(run.seconds() > 0)) {
      return;
    }
    Section.open(html, prefix + "time", TITLE, level);
    Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      seconds.put(phase, seconds(run, phase));
    }
    PhaseTable.write(html, TITLE, seconds, run.seconds(), run.iterations());
    StackedChart.write(
        html,
        StackedChart.frame(
            new Frame.Heading(
                prefix + "phases",
                "Share of each phase",
                "of the time of the iterations, as the run went on",
                level + 1),
            run.along()),
        Arrays.stream(Phase.values())
            .map(phase -> new StackedChart.Layer(phase.historyName(), phase.style()))
            .toList(),
        stretches(run.history()));
    Section.close(html);
  }

  /** Writes a table of several runs, one row each. */
  static void compare(Markup html, List<ReportedRun> runs, int level) {
    List<ReportedRun> timed = runs.stream().filter(run -> run.seconds() > 0).toList();
    if (timed.isEmpty()) {
      return;
    }
    Section.open(html, "time", TITLE, level);
    Scroll.open(html, TITLE);
    html.open("table", "class", "phases compared stacks");
    html.element("caption", "Milliseconds an iteration, by phase.");
    html.open("thead");
    html.open("tr");
    html.element("th", "run", "scope", "col");
    html.element("th", "shares", "scope", "col");
    html.element("th", "all", "scope", "col");
    for (Phase phase : Phase.values()) {
      html.element("th", phase.historyName(), "scope", "col", "class", phase.style());
    }
    html.close();
    html.close();
    html.open("tbody");
    for (ReportedRun run : timed) {
      html.open("tr");
      html.element("th", run.name(), "scope", "row");
      html.open("td", "data-label", "shares");
      html.open("span", "class", "bars", "aria-hidden", "true");
      for (Phase phase : Phase.values()) {
        PhaseTable.bar(html, phase, seconds(run, phase) / run.seconds());
      }
      html.close();
      html.close();
      html.element(
          "td", NumberFormats.value(1000 * run.seconds() / run.iterations()), "data-label", "all");
      for (Phase phase : Phase.values()) {
        html.element(
            "td",
            NumberFormats.value(1000 * seconds(run, phase) / run.iterations()),
            "data-label",
            phase.historyName());
      }
      html.close();
    }
    html.close();
    html.close();
    Scroll.close(html);
    Section.close(html);
  }

  private static double seconds(ReportedRun run, Phase phase) {
    return run.history().stream().mapToDouble(row -> phase.of(row.seconds())).sum();
  }

  /** Groups rows by whole epochs, so that the validation at their ends is averaged over them. */
  static List<Stretch> stretches(List<HistoryRow> history) {
    HistoryRow last = history.get(history.size() - 1);
    int epochsEach = (last.epoch() + MOST_STRETCHES - 1) / MOST_STRETCHES;
    List<Stretch> stretches = new ArrayList<>();
    Map<Phase, Double> sums = new EnumMap<>(Phase.class);
    long begin = history.get(0).iteration() - history.get(0).iterations();
    for (int i = 0; i < history.size(); i++) {
      HistoryRow row = history.get(i);
      for (Phase phase : Phase.values()) {
        sums.merge(phase, phase.of(row.seconds()), Double::sum);
      }
      boolean isEnd =
          i == history.size() - 1
              || stretch(row, last, epochsEach) != stretch(history.get(i + 1), last, epochsEach);
      if (isEnd) {
        double total = sums.values().stream().mapToDouble(Double::doubleValue).sum();
        stretches.add(
            new Stretch(
                (double) begin,
                (double) row.iteration(),
                sums.values().stream().map(sum -> total > 0 ? sum / total : 0).toList()));
        begin = row.iteration();
        sums.clear();
      }
    }
    return stretches;
  }

  private static long stretch(HistoryRow row, HistoryRow last, int epochsEach) {
    return last.epoch() >= FEWEST_EPOCHS
        ? (row.epoch() - 1) / epochsEach
        : (row.iteration() - 1) * STRETCHES_WITHIN / last.iteration();
  }
}
