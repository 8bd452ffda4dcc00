package org.lockstep.optimization.schedule;

import org.lockstep.Bounds;

/**
 * A fall that slows down: the learning rates of Robbins and Monro.
 *
 * <pre>
 *   factor(k) = 1 / (1 + d k / n)^p
 * </pre>
 *
 * <p>Source: Robbins and Monro, "A stochastic approximation method", Annals of Mathematical
 * Statistics 22, 1951, where p = 1.
 *
 * @param every n
 * @param decay d; 0 or greater
 * @param power p; greater than 0
 */
public record Inverse(Span every, double decay, double power) implements Schedule {
  /** Checks the settings. */
  public Inverse {
    Bounds.notNegative("decay", decay);
    Bounds.positive("power", power);
  }

  @Override
  public String settingsName() {
    return "inverse";
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    return StrictMath.pow(1 + decay * k / every.in(horizon), -power);
  }
}
