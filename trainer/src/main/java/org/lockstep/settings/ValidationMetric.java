package org.lockstep.settings;

import java.util.Locale;
import java.util.stream.Stream;
import org.lockstep.encoding.Task;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/** A figure of the validation examples that decides when a run stops. */
public enum ValidationMetric {
  /** The mean loss. */
  LOSS(-1),
  /** Share of the examples whose most probable class is their label. */
  ACCURACY(1),
  /** Root of the mean squared error, in the units of the data. */
  RMSE(-1),
  /** 1 less the share of the targets' variance that is left. */
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

  /** The worst that it can be. */
  public double worst() {
    return sign * Double.NEGATIVE_INFINITY;
  }

  /** As a setting has it: one of those that a task has. */
  static ValueType<ValidationMetric> typeFor(Task task) {
    return Values.oneOf(
        Stream.of(values()).filter(metric -> metric.isOf(task == Task.CLASSIFICATION)).toList(),
        ValidationMetric::settingsName);
  }
}
