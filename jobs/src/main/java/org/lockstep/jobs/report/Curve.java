package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.chart.Frame;
import org.lockstep.metric.ValidationMetric;

/**
 * A quantity of the history that is drawn over the iterations.
 *
 * @param id the HTML id of the chart
 * @param title the heading of the chart
 * @param height the height of the plot in pixels
 * @param kind the style of the line
 * @param value the value of a row of the history; NaN if the row has none
 */
record Curve(String id, String title, int height, Kind kind, ToDoubleFunction<HistoryRow> value) {
  /** The style of a line. */
  enum Kind {
    /** A validation metric; its best epoch is marked. */
    VALIDATION("validation"),
    /** A value that changes smoothly. */
    SMOOTH("epoch"),
    /** A value that fluctuates from iteration to iteration; drawn as a band. */
    NOISY("training");

    private final String style;

    Kind(String style) {
      this.style = style;
    }

    /** Its class in the style sheet. */
    String style() {
      return style;
    }
  }

  static final Curve TRAINING_LOSS =
      new Curve("training-loss", "Training loss", Frame.TALL, Kind.NOISY, HistoryRow::loss);

  static final Curve EPOCH_LOSS =
      new Curve(
          "epoch-loss",
          "Training loss, mean of each epoch",
          Frame.TALL,
          Kind.SMOOTH,
          row -> ReportedRun.number(row.epochLoss()));

  static final Curve LEARNING_RATE =
      new Curve("learning-rate", "Learning rate", Frame.LOW, Kind.SMOOTH, HistoryRow::learningRate);

  static final Curve GRADIENT_NORM =
      new Curve("gradient-norm", "Gradient norm", Frame.LOW, Kind.NOISY, HistoryRow::gradientNorm);

  /** The curve of a validation metric. */
  static Curve validation(ValidationMetric metric) {
    return new Curve(
        "validation-" + metric.settingsName(),
        "Validation " + metric.settingsName(),
        Frame.TALL,
        Kind.VALIDATION,
        row -> ReportedRun.value(metric, row).orElse(Double.NaN));
  }

  /** The curves by which several runs are compared. */
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
