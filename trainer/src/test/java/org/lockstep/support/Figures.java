package org.lockstep.support;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ReliabilityBin;
import org.lockstep.metric.Sums;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

/** Metrics of given values. */
public final class Figures {
  /** Errors of one target. */
  public static final Optional<Sums.Errors> ERRORS = Optional.of(new Sums.Errors(3, 2, 0.5, 7));

  private Figures() {}

  /**
   * All metrics of a task on 20 examples.
   *
   * @param output the only target of a regression
   */
  public static Metrics allOf(Task task, Sums.Output output) {
    Sums.Classes classes =
        new Sums.Classes(
            4,
            2,
            List.of(new Sums.Count(11, 12, 10), new Sums.Count(9, 8, 7)),
            OptionalInt.of(1),
            List.of(new Sums.Areas(0.875, 0.75), new Sums.Areas(0.875, 0.625)),
            List.of(new ReliabilityBin(12, 3, 4), new ReliabilityBin(8, 6, 5)));
    Sums sums = new Sums(20, 20, 5, 17, List.of(output), Optional.of(classes));
    return Metrics.of(task, sums, ValidationMetric.of(task));
  }

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
