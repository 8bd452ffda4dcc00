package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lockstep.jobs.report.chart.Frame;
import org.lockstep.listener.HistoryRow;
import org.lockstep.training.ValidationMetric;

/**
 * A figure of the history that may be drawn over the iterations.
 *
 * @param id of the chart
 * @param title its heading
 * @param height of the plot, in pixels
 * @param value of a row; NaN where it has none
 */
record Curve(String id, String title, int height, ToDoubleFunction<HistoryRow> value) {
  static final Curve TRAINING_LOSS =
      new Curve("training-loss", "Training loss", Frame.TALL, HistoryRow::loss);

  static final Curve EPOCH_LOSS =
      new Curve(
          "epoch-loss",
          "Training loss, mean of each epoch",
          Frame.TALL,
          row -> ReportedRun.number(row.epochLoss()));

  static final Curve LEARNING_RATE =
      new Curve("learning-rate", "Learning rate", Frame.LOW, HistoryRow::learningRate);

  static final Curve GRADIENT_NORM =
      new Curve("gradient-norm", "Gradient norm", Frame.LOW, HistoryRow::gradientNorm);

  /** Of the validation examples. */
  static Curve validation(ValidationMetric metric) {
    return new Curve(
        "validation-" + metric.settingsName(),
        "Validation " + metric.settingsName(),
        Frame.TALL,
        row -> ReportedRun.value(metric, row).orElse(Double.NaN));
  }

  /** What runs are compared by. */
  static List<Curve> compared(List<ReportedRun> runs) {
    List<Curve> curves = new ArrayList<>(List.of(validation(ValidationMetric.LOSS)));
    runs.stream()
        .flatMap(run -> run.metrics().stream())
        .distinct()
        .map(Curve::validation)
        .forEach(curves::add);
    curves.addAll(List.of(EPOCH_LOSS, LEARNING_RATE, GRADIENT_NORM));
    return curves;
  }
}
