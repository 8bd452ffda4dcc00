package org.lockstep.jobs.report;

import static org.lockstep.NumberFormats.count;
import static org.lockstep.NumberFormats.time;
import static org.lockstep.NumberFormats.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Scroll;
import org.lockstep.metric.ValidationMetric;

/** A table of several runs, one row each: their results, and the settings that differ. */
final class ComparisonSection {
  private static final int DIGEST_DIGITS = 8;

  /** With more columns the table would not fit a page. */
  private static final int MOST_SETTINGS = 4;

  /** A column of numbers: its heading, its value for a run, and its format. */
  private record Column(
      String name, Function<ReportedRun, OptionalDouble> figure, Function<Double, String> format) {}

  private ComparisonSection() {}

  static void write(Markup html, List<ReportedRun> runs, int level) {
    Section.open(html, "comparison", "Comparison", level);
    writeEqualModels(html, runs);
    List<Column> columns = columns(runs);
    List<String> differing = SettingsSection.differing(runs);
    List<String> shown = differing.subList(0, Math.min(MOST_SETTINGS, differing.size()));
    Scroll.open(html, "Comparison of the runs");
    html.open("table", "class", "sortable stacks");
    html.element(
        "caption",
        "Validation figures are those of the best epoch. The last columns are %s; Configuration has"
                .formatted(
                    shown.size() == differing.size()
                        ? "the settings that differ"
                        : "%d of %d settings that differ".formatted(shown.size(), differing.size()))
            + " all settings.");
    html.open("thead");
    html.open("tr");
    html.element("th", "run", "scope", "col");
    html.element("th", "state", "scope", "col");
    columns.forEach(column -> html.element("th", column.name(), "scope", "col"));
    html.element("th", "digest", "scope", "col");
    for (String key : shown) {
      html.open("th", "scope", "col", "class", "setting");
      html.name(key);
      html.close();
    }
    html.close();
    html.close();
    html.open("tbody");
    for (int i = 0; i < runs.size(); i++) {
      writeRow(html, runs.get(i), i, columns, shown);
    }
    html.close();
    html.close();
    Scroll.close(html);
    Section.close(html);
  }

  private static void writeRow(
      Markup html, ReportedRun run, int number, List<Column> columns, List<String> settings) {
    html.open("tr");
    html.open("th", "scope", "row", "class", RunStyle.of(number));
    html.element("a", run.name(), "href", "#run-" + (number + 1));
    html.close();
    html.element(
        "td", run.manifest().isPresent() ? "finished" : "unfinished", "data-label", "state");
    for (Column column : columns) {
      OptionalDouble figure = column.figure().apply(run);
      html.element(
          "td",
          figure.isPresent() ? column.format().apply(figure.getAsDouble()) : "–",
          "data-value",
          figure.isPresent() ? String.valueOf(figure.getAsDouble()) : "",
          "data-label",
          column.name());
    }
    html.open("td", "data-label", "digest");
    html.element(
        "code", run.manifest().map(m -> m.digest().substring(0, DIGEST_DIGITS)).orElse("–"));
    html.close();
    for (String key : settings) {
      html.element(
          "td",
          SettingsSection.shown(key, run.settings().get(key)),
          "class",
          "setting differs",
          "data-label",
          key);
    }
    html.close();
  }

  private static List<Column> columns(List<ReportedRun> runs) {
    List<Column> columns = new ArrayList<>();
    columns.add(
        new Column(
            "best epoch",
            run -> number(run.best().map(row -> (double) row.epoch()).orElse(Double.NaN)),
            epoch -> count(epoch.longValue())));
    List<ValidationMetric> metrics = new ArrayList<>(List.of(ValidationMetric.LOSS));
    runs.stream().flatMap(run -> run.metrics().stream()).distinct().forEach(metrics::add);
    for (ValidationMetric metric : metrics) {
      columns.add(
          new Column(
              "validation " + metric.settingsName(),
              run -> run.best().map(row -> at(metric, row)).orElse(OptionalDouble.empty()),
              figure -> value(figure)));
    }
    columns.add(new Column("training loss", ReportedRun::epochLoss, figure -> value(figure)));
    columns.add(
        new Column(
            "iterations",
            run -> number(run.last().map(row -> (double) row.iteration()).orElse(Double.NaN)),
            figure -> count(figure.longValue())));
    columns.add(
        new Column(
            "time",
            run -> number(run.last().map(HistoryRow::elapsed).orElse(Double.NaN)),
            figure -> time(figure)));
    columns.add(
        new Column(
            "an iteration",
            run -> number(run.seconds() / run.iterations()),
            figure -> time(figure)));
    return columns;
  }

  private static OptionalDouble at(ValidationMetric metric, HistoryRow row) {
    return ReportedRun.value(metric, row);
  }

  private static OptionalDouble number(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Lists the runs whose models have the same digest. */
  private static void writeEqualModels(Markup html, List<ReportedRun> runs) {
    Map<String, List<String>> byDigest = new LinkedHashMap<>();
    for (ReportedRun run : runs) {
      run.manifest()
          .ifPresent(
              model ->
                  byDigest.computeIfAbsent(model.digest(), d -> new ArrayList<>()).add(run.name()));
    }
    byDigest.forEach(
        (digest, names) -> {
          if (names.size() > 1) {
            html.element(
                "p", "Bit for bit the same model: %s.".formatted(String.join(", ", names)));
          }
        });
  }
}
