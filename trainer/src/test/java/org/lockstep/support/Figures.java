package org.lockstep.support;

import java.util.Map;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

/** Metrics of given values. */
public final class Figures {
  private Figures() {}

  public static Metrics ofClasses(double loss, long examples, double accuracy) {
    return new Metrics(
        Task.CLASSIFICATION,
        examples,
        Map.of(ValidationMetric.LOSS, loss, ValidationMetric.ACCURACY, accuracy));
  }

  public static Metrics ofNumbers(double loss, long examples, double rmse, double r2) {
    return new Metrics(
        Task.REGRESSION,
        examples,
        Map.of(ValidationMetric.LOSS, loss, ValidationMetric.RMSE, rmse, ValidationMetric.R2, r2));
  }
}
