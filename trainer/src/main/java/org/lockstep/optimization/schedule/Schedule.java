package org.lockstep.optimization.schedule;

import org.lockstep.metric.ValidationMetric;

/**
 * How the learning rate changes from iteration to iteration.
 *
 * <p>Implementations are immutable records of settings, whose constructors throw an {@link
 * org.lockstep.OutOfBoundsException}. State is in an array of numbers, which the caller holds; all
 * are 0 at first.
 */
public interface Schedule {
  /** The name in settings and manifests. */
  String settingsName();

  /**
   * The learning rate of an iteration as a multiple of η.
   *
   * @param k number of the iteration, from 0
   * @param horizon length of the run
   * @param memory state, {@link #numberCount} numbers
   */
  double factor(long k, Horizon horizon, double[] memory);

  /** Number of state numbers. */
  default int numberCount() {
    return 0;
  }

  /** The metric that it watches; the loss if it watches none. */
  default ValidationMetric watched() {
    return ValidationMetric.LOSS;
  }

  /**
   * Takes an evaluation into account.
   *
   * @param value of the metric that it watches, or its negative: less is better
   * @param memory updated in place
   */
  default void evaluated(double value, double[] memory) {}
}
