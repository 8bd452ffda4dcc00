package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Task;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.chart.Along;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.Series;
import org.lockstep.metric.Diagnosis;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Manifest;
import org.lockstep.model.Metrics;

/**
 * One run as the report shows it, read from the run's folder.
 *
 * @param name identifies the run within the report
 * @param path its folder, as the user wrote it
 * @param history the rows of its history in the order of their iterations; empty without a history
 * @param goal what its network learns
 * @param settings all settings by their full names, without secrets; empty if the run was started
 *     from a program, which stores no settings file
 * @param model empty until the run is finished
 */
public record ReportedRun(
    String name,
    String path,
    List<HistoryRow> history,
    Goal goal,
    SortedMap<String, String> settings,
    Optional<ReportedModel> model) {
  /**
   * What a network learns.
   *
   * @param task whether it predicts classes or numbers
   * @param metric of the validation examples; it decides which epoch is the best
   */
  public record Goal(Task task, ValidationMetric metric) {}

  /** Makes the collections read-only. */
  public ReportedRun {
    history = List.copyOf(history);
    settings = Collections.unmodifiableSortedMap(settings);
  }

  /** Returns this run with an evaluation of its model; unchanged if it has no model yet. */
  public ReportedRun withEvaluation(ReportedEvaluation evaluation) {
    return new ReportedRun(
        name,
        path,
        history,
        goal,
        settings,
        model.map(
            its -> new ReportedModel(its.manifest(), Optional.of(evaluation), its.explanation())));
  }

  /** The description of the model; empty until the run is finished. */
  Optional<Manifest> manifest() {
    return model.map(ReportedModel::manifest);
  }

  /** The row with the best validation metric, the first among equals; empty without validation. */
  Optional<HistoryRow> best() {
    HistoryRow best = null;
    for (HistoryRow row : history) {
      double value = value(goal.metric(), row).orElse(Double.NaN);
      boolean isBetter =
          best == null
              ? !Double.isNaN(value)
              : goal.metric().gain(value, value(goal.metric(), best).orElseThrow()) > 0;
      best = isBetter ? row : best;
    }
    return Optional.ofNullable(best);
  }

  /** The last row; empty if there is none. */
  Optional<HistoryRow> last() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
  }

  /** What the completed epochs say about the run; empty if there are too few. */
  Optional<Diagnosis> diagnosis() {
    Map<Integer, Double> validations = new HashMap<>();
    List<Diagnosis.Epoch> epochs = new ArrayList<>();
    for (HistoryRow row : history) {
      value(goal.metric(), row).ifPresent(value -> validations.put(row.epoch(), value));
      if (row.epochLoss() != null) {
        epochs.add(
            new Diagnosis.Epoch(
                row.epoch(), row.epochLoss(), validations.getOrDefault(row.epoch(), Double.NaN)));
      }
    }
    return Diagnosis.of(epochs, goal.metric());
  }

  /** The mean training loss of the last completed epoch; empty before the first is complete. */
  OptionalDouble epochLoss() {
    return history.stream()
        .filter(row -> row.epochLoss() != null)
        .mapToDouble(row -> number(row.epochLoss()))
        .reduce((earlier, later) -> later);
  }

  /** Iterations per epoch; empty before the first epoch is complete. */
  OptionalDouble iterationsPerEpoch() {
    return history.stream()
        .filter(row -> row.epochLoss() != null)
        .mapToDouble(row -> (double) row.iteration() / row.epoch())
        .findFirst();
  }

  /** Its iterations as the axis of a chart, with its epochs; the history is not empty. */
  Along along() {
    return Along.iterations((double) last().orElseThrow().iteration(), iterationsPerEpoch());
  }

  /** The total seconds of all iterations. */
  double seconds() {
    return history.stream().mapToDouble(row -> row.seconds().total()).sum();
  }

  /** The number of iterations that the rows cover. */
  long iterations() {
    return history.stream().mapToLong(HistoryRow::iterations).sum();
  }

  /** The validation metrics that its history has, without the loss. */
  List<ValidationMetric> metrics() {
    return ValidationMetric.of(goal.task()).stream()
        .filter(metric -> metric != ValidationMetric.LOSS)
        .filter(metric -> history.stream().anyMatch(row -> value(metric, row).isPresent()))
        .toList();
  }

  /**
   * A validation metric of a row; empty if the row has no validation or the metric is undefined.
   */
  static OptionalDouble value(ValidationMetric metric, HistoryRow row) {
    Metrics validation = row.validation();
    double value = validation == null ? Double.NaN : validation.value(metric);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * Returns one curve over the history.
   *
   * @param per iterations per unit of the x axis
   * @param value the y value of a row; rows whose value is not finite are left out
   */
  Series series(String title, String style, double per, ToDoubleFunction<HistoryRow> value) {
    return new Series(
        title,
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
