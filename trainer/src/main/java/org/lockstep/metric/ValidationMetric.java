package org.lockstep.metric;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.encoding.Task;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/**
 * Registry of the metrics that are computed on the validation examples, by which a run may stop.
 * {@code evaluate} computes them too.
 *
 * <p>To add one, add a constant: the tasks that have it, the direction, the formula. Settings, the
 * manifest, the history, curves and reports iterate over the constants.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are of Set.of, and the formulas hold no state
public enum ValidationMetric {
  /** The mean loss {@code Σ w J / Σ w}, as in training; of a regression for the scaled targets. */
  LOSS(Set.of(Task.values()), Better.LESS, sums -> sums.loss() / sums.weight()),

  /** Share of the examples whose most probable class, the first of equals, is their label. */
  ACCURACY(Set.of(Task.CLASSIFICATION), Better.GREATER, sums -> sums.correct() / sums.weight()),

  /** {@code √(Σ w (y - ŷ)² / Σ w)} in the units of the data, over all targets. */
  RMSE(Set.of(Task.REGRESSION), Better.LESS, ValidationMetric::rootMeanSquare),

  /** {@code 1 - Σ w (y - ŷ)² / Σ w (y - ȳ)²}, the mean over the targets; NaN if one is constant. */
  R2(Set.of(Task.REGRESSION), Better.GREATER, ValidationMetric::explainedShare);

  /** The direction in which a metric improves. */
  private enum Better {
    LESS,
    GREATER
  }

  private final Set<Task> tasks;
  private final Better better;
  private final ToDoubleFunction<Sums> formula;

  ValidationMetric(Set<Task> tasks, Better better, ToDoubleFunction<Sums> formula) {
    this.tasks = tasks;
    this.better = better;
    this.formula = formula;
  }

  /** Its name in settings and results, such as {@code accuracy}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its value for the examples that were summed; of a task that has it. */
  public double of(Sums sums) {
    return formula.applyAsDouble(sums);
  }

  /** How much better {@code value} is than {@code other}; NaN if one of them is. */
  public double gain(double value, double other) {
    return sign() * (value - other);
  }

  /** The worst possible value. */
  public double worst() {
    return sign() * Double.NEGATIVE_INFINITY;
  }

  private int sign() {
    return better == Better.GREATER ? 1 : -1;
  }

  /** The metrics of a task, the loss first. */
  public static List<ValidationMetric> of(Task task) {
    return Stream.of(values()).filter(metric -> metric.tasks.contains(task)).toList();
  }

  /** The names of the metrics of a task, such as {@code loss, rmse or r2}. */
  public static String names(Task task) {
    String names =
        of(task).stream().map(ValidationMetric::settingsName).collect(Collectors.joining(", "));
    int last = names.lastIndexOf(", ");
    return names.substring(0, last) + " or " + names.substring(last + 2);
  }

  /** Reads one of the metrics, of whatever task. */
  public static ValueType<ValidationMetric> type() {
    return Values.oneOf(List.of(values()), ValidationMetric::settingsName);
  }

  /** Reads one of the metrics of a task. */
  public static ValueType<ValidationMetric> typeFor(Task task) {
    return Values.oneOf(of(task), ValidationMetric::settingsName);
  }

  private static double rootMeanSquare(Sums sums) {
    double squares = 0;
    for (Sums.Output output : sums.outputs()) {
      squares += output.squaredError() * output.unit() * output.unit();
    }
    return Math.sqrt(squares / sums.outputs().size() / sums.weight());
  }

  private static double explainedShare(Sums sums) {
    double r2 = 0;
    for (Sums.Output output : sums.outputs()) {
      r2 += 1 - output.squaredError() / output.spread();
    }
    return r2 / sums.outputs().size();
  }
}
