package org.lockstep.jobs.report;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.Series;
import org.lockstep.model.Manifest;
import org.lockstep.model.Metrics;
import org.lockstep.settings.ValidationMetric;

/**
 * What is known of a run.
 *
 * @param name what tells it from the others of the report
 * @param path its folder, as the user wrote it
 * @param history its rows in the order of their iterations; none if nobody wrote any
 * @param isClassification whether it learns classes; else numbers
 * @param judgedBy what says which judgement is the best
 * @param settings all of them by their full names, secrets left out; none if a program has begun it
 *     and has kept them for itself
 * @param model empty as long as the run is not finished
 * @param judgement empty if nobody has asked for it, or there is no model
 */
public record ReportedRun(
    String name,
    String path,
    List<HistoryRow> history,
    boolean isClassification,
    ValidationMetric judgedBy,
    SortedMap<String, String> settings,
    Optional<Manifest> model,
    Optional<Judgement> judgement) {
  /** Makes the collections read-only. */
  public ReportedRun {
    history = List.copyOf(history);
    settings = Collections.unmodifiableSortedMap(settings);
  }

  /** The same run with a judgement of its model. */
  public ReportedRun judged(Judgement how) {
    return new ReportedRun(
        name, path, history, isClassification, judgedBy, settings, model, Optional.of(how));
  }

  /** The row with the best judgement, the first of equals; empty if there was none. */
  Optional<HistoryRow> best() {
    HistoryRow best = null;
    for (HistoryRow row : history) {
      double value = value(judgedBy, row).orElse(Double.NaN);
      boolean isBetter =
          best == null
              ? !Double.isNaN(value)
              : judgedBy.gain(value, value(judgedBy, best).orElseThrow()) > 0;
      best = isBetter ? row : best;
    }
    return Optional.ofNullable(best);
  }

  /** The last row; empty if there is none. */
  Optional<HistoryRow> last() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
  }

  /** The training loss of the last epoch that is over; empty if none is. */
  OptionalDouble epochLoss() {
    return history.stream()
        .filter(row -> row.epochLoss() != null)
        .mapToDouble(row -> number(row.epochLoss()))
        .reduce((earlier, later) -> later);
  }

  /** Iterations an epoch; empty before the first is over. */
  OptionalDouble iterationsPerEpoch() {
    return history.stream()
        .filter(row -> row.epochLoss() != null)
        .mapToDouble(row -> (double) row.iteration() / row.epoch())
        .findFirst();
  }

  /** Seconds of all iterations together. */
  double seconds() {
    return history.stream().mapToDouble(row -> row.seconds().total()).sum();
  }

  /** Iterations that the rows hold. */
  long iterations() {
    return history.stream().mapToLong(HistoryRow::iterations).sum();
  }

  /** What the user calls a figure of the validation examples, besides the loss. */
  List<ValidationMetric> metrics() {
    return Arrays.stream(ValidationMetric.values())
        .filter(metric -> metric != ValidationMetric.LOSS && metric.isOf(isClassification))
        .toList();
  }

  /** A figure of a row's judgement; empty if it has none, or is not defined. */
  static OptionalDouble value(ValidationMetric metric, HistoryRow row) {
    Metrics validation = row.validation();
    double value = validation == null ? Double.NaN : validation.value(metric);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * A line over the history.
   *
   * @param per iterations that are 1 on the x axis
   * @param value of a row; rows where it is not finite are left out
   */
  Series series(String called, String style, double per, ToDoubleFunction<HistoryRow> value) {
    return new Series(
        called,
        style,
        history.stream()
            .map(row -> new Point(row.iteration() / per, value.applyAsDouble(row)))
            .filter(point -> Double.isFinite(point.y()))
            .toList());
  }

  static double number(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
