package org.lockstep.listener;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lockstep.model.Metrics;

/** The numbers of a row of the history by name, as tools that draw curves show them. */
public final class RowFigures {
  private static final double MILLISECONDS = 1000;

  private RowFigures() {}

  /**
   * The numbers of a row: those of the training, milliseconds of an iteration by phase, and the
   * validation metrics. Those that the row does not have are left out.
   */
  public static Map<String, Double> of(HistoryRow row) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", row.loss());
    figures.put("learning-rate", row.learningRate());
    figures.put("gradient-norm", row.gradientNorm());
    Double epochLoss = row.epochLoss();
    if (epochLoss != null) {
      figures.put("epoch-loss", epochLoss);
    }
    phases(row.seconds())
        .forEach(
            (phase, seconds) ->
                figures.put("milliseconds/" + phase, seconds * MILLISECONDS / row.iterations()));
    Metrics validation = row.validation();
    if (validation != null) {
      validation.byName().forEach((name, value) -> figures.put("validation/" + name, value));
    }
    return figures;
  }

  private static Map<String, Double> phases(PhaseSeconds seconds) {
    Map<String, Double> phases = new LinkedHashMap<>();
    phases.put("publish", seconds.exchange().publish());
    phases.put("compute", seconds.exchange().compute());
    phases.put("send", seconds.exchange().send());
    phases.put("reduce", seconds.exchange().reduce());
    phases.put("update", seconds.update());
    phases.put("validate", seconds.validate());
    phases.put("other", seconds.other());
    return phases;
  }
}
