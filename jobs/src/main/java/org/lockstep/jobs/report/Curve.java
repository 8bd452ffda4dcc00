package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.chart.Frame;
import org.lockstep.settings.ValidationMetric;

/**
 * A figure of the history that may be drawn over the iterations.
 *
 * @param id of the chart
 * @param title its heading
 * @param height of the plot, in pixels
 * @param kind how it looks
 * @param value of a row; NaN where it has none
 */
record Curve(String id, String title, int height, Kind kind, ToDoubleFunction<HistoryRow> value) {
  /** What sort of line it is. */
  enum Kind {
    /** Of the validation examples: it has a best point. */
    JUDGEMENT("validation"),
    /** A line in the proper sense. */
    SMOOTH("epoch"),
    /** Another value each time; the band that it fills is what is to be seen. */
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

  /** Of the validation examples. */
  static Curve validation(ValidationMetric metric) {
    return new Curve(
        "validation-" + metric.settingsName(),
        "Validation " + metric.settingsName(),
        Frame.TALL,
        Kind.JUDGEMENT,
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
