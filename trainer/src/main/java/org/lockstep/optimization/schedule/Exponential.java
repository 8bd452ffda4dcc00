package org.lockstep.optimization.schedule;

import org.lockstep.Bounds;

/**
 * A steady fall, by the same factor over every so many iterations.
 *
 * <pre>
 *   factor(k) = f^(k / n)
 * </pre>
 *
 * @param every n
 * @param factor f; greater than 0
 */
public record Exponential(Span every, double factor) implements Schedule {
  /** Checks the settings. */
  public Exponential {
    Bounds.positive("factor", factor);
  }

  @Override
  public String settingsName() {
    return "exponential";
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    return StrictMath.pow(factor, (double) k / every.in(horizon));
  }
}
