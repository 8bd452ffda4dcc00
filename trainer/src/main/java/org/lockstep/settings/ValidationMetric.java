package org.lockstep.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.encoding.Task;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/**
 * Registry of the metrics that are computed on the validation examples, by which a run may stop.
 */
public enum ValidationMetric {
  /** The mean loss. */
  LOSS(-1),
  /** Share of the examples whose most probable class is their label. */
  ACCURACY(1),
  /** Root of the mean squared error, in the units of the data. */
  RMSE(-1),
  /** 1 - Σ(y - ŷ)² / Σ(y - ȳ)². */
  R2(1);

  private final int sign;

  ValidationMetric(int sign) {
    this.sign = sign;
  }

  /** Its name in settings, such as {@code accuracy}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the task has it. */
  public boolean isOf(boolean classes) {
    return this == LOSS || classes == (this == ACCURACY);
  }

  /** How much better {@code value} is than {@code other}; NaN if one of them is. */
  public double gain(double value, double other) {
    return sign * (value - other);
  }

  /** The worst possible value. */
  public double worst() {
    return sign * Double.NEGATIVE_INFINITY;
  }

  /** The metrics of a task, the loss first. */
  public static List<ValidationMetric> of(Task task) {
    return Stream.of(values()).filter(metric -> metric.isOf(task == Task.CLASSIFICATION)).toList();
  }

  /** The names of the metrics of a task, such as {@code loss, rmse or r2}. */
  static String names(Task task) {
    String names =
        of(task).stream().map(ValidationMetric::settingsName).collect(Collectors.joining(", "));
    int last = names.lastIndexOf(", ");
    return names.substring(0, last) + " or " + names.substring(last + 2);
  }

  /** Reads one of the metrics of a task. */
  static ValueType<ValidationMetric> typeFor(Task task) {
    return Values.oneOf(of(task), ValidationMetric::settingsName);
  }
}
