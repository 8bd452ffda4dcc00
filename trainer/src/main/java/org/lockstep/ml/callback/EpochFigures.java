package org.lockstep.ml.callback;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lockstep.training.checkpoint.EpochResult;

/** The figures of an epoch by their names in the history of the command line. */
public final class EpochFigures {
  private EpochFigures() {}

  /**
   * The figures of an epoch: {@code epoch}, from 1; {@code iteration}, those done; {@code loss},
   * the mean training loss; and with a validation {@code validation.loss}, {@code
   * validation.examples} and the other metrics of the task, such as {@code validation.accuracy}.
   */
  public static Map<String, Object> of(EpochResult epoch) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("epoch", epoch.epoch());
    figures.put("iteration", epoch.iteration());
    figures.put("loss", epoch.loss());
    if (epoch.validation() != null) {
      figures.put("validation.examples", epoch.validation().examples());
      epoch
          .validation()
          .byName()
          .forEach((name, value) -> figures.put("validation." + name, value));
    }
    return figures;
  }
}
