package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigValue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.jobs.settings.HoconSource;

/** Formats the results of a search as a text table and as JSON. */
public final class TuneReport {
  private static final int FORMAT_VERSION = 1;

  /** The digits of a digest that the table shows. */
  private static final int DIGEST_LETTERS = 12;

  private final TuneSettings settings;
  private final List<Row> rows;

  /** A trial and its progress. */
  record Row(Trial trial, TrialState state) {}

  /**
   * Creates the report.
   *
   * @param rows in any order
   */
  TuneReport(TuneSettings settings, List<Row> rows) {
    this.settings = settings;
    this.rows =
        rows.stream()
            .sorted(
                Comparator.comparing((Row row) -> row.state().status())
                    // Metrics are comparable only after the same number of epochs.
                    .thenComparing(
                        row ->
                            row.state().status() == TrialState.Status.PAUSED
                                ? -row.state().epochsDone()
                                : 0)
                    .thenComparing(row -> -settings.merit(figure(row)))
                    .thenComparing(row -> row.trial().number()))
            .toList();
  }

  /** The trial with the best model; empty if no trial is finished. */
  public Optional<Row> best() {
    return rows.stream()
        .filter(row -> row.state().status() == TrialState.Status.FINISHED)
        .findFirst();
  }

  /** Prints the table, and commands to use the best model. */
  public void print(PrintWriter to) {
    table().forEach(to::println);
    best().ifPresent(row -> printBest(row, to));
  }

  private void printBest(Row best, PrintWriter to) {
    String model = best.trial().output();
    if (best.state().validation() != null) {
      to.printf(
          "best  trial %d, validation %s%n",
          best.trial().number(), Report.line(best.state().validation()));
    }
    to.println("model  " + model);
    to.println("digest  " + best.state().digest());
    to.println("predict  " + ShellCommand.of("predict", model, "DATA", "--output", "DIR"));
    to.println("compare  " + ShellCommand.of("report", settings.output()) + "/trial-*");
  }

  private List<String> table() {
    Set<String> keys = settings.trials().get(0).values().keySet();
    Map<String, String> names = Trial.shortNames(keys);
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("trial"));
    keys.forEach(key -> head.add(names.get(key)));
    head.addAll(List.of("epochs", settings.metric().settingsName(), "digest"));
    cells.add(head);
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(String.valueOf(row.trial().number())));
      row.trial().values().values().forEach(value -> line.add(HoconSource.text(value)));
      line.add("%d/%d".formatted(row.state().epochsDone(), row.trial().epochs()));
      double figure = figure(row);
      line.add(Double.isNaN(figure) ? "-" : NumberFormats.decimals(figure));
      line.add(outcome(row.state()));
      cells.add(line);
    }
    return aligned(cells);
  }

  /** Right-aligns all columns but the last. */
  private static List<String> aligned(List<List<String>> cells) {
    int last = cells.get(0).size() - 1;
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < last; column++) {
        int at = column;
        int width = cells.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
        line.append(StringUtils.leftPad(row.get(column), width)).append("  ");
      }
      lines.add(line.append(row.get(last)).toString().stripTrailing());
    }
    return lines;
  }

  private static String outcome(TrialState state) {
    if (state.failure() != null) {
      return StringUtils.substringBefore(state.failure(), " ("); // the advice is for one run
    }
    return StringUtils.left(StringUtils.defaultString(state.digest()), DIGEST_LETTERS);
  }

  private double figure(Row row) {
    return row.state().figure(settings.metric());
  }

  /** Formats the report as one JSON object. */
  public String json() {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("format-version", FORMAT_VERSION);
    figures.put("search", settings.search().settingsName());
    figures.put("metric", settings.metric().settingsName());
    figures.put("best", best().map(row -> row.trial().output()).orElse(null));
    figures.put("trials", rows.stream().map(this::figures).toList());
    figures.put("output", settings.output());
    return Report.json(figures);
  }

  private Map<String, @Nullable Object> figures(Row row) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    TrialState state = row.state();
    figures.put("trial", row.trial().number());
    figures.put("settings", plain(row.trial().values()));
    figures.put("status", state.status().resultName());
    figures.put("epochs", state.epochsDone());
    figures.put(
        "validation", state.validation() == null ? null : Report.figures(state.validation()));
    figures.put("digest", state.digest());
    figures.put("failure", state.failure());
    figures.put("output", row.trial().output());
    return figures;
  }

  private static Map<String, @Nullable Object> plain(Map<String, ConfigValue> values) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    values.forEach((key, value) -> plain.put(key, value.unwrapped()));
    return plain;
  }
}
