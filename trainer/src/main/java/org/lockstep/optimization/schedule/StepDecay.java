package org.lockstep.optimization.schedule;

import org.lockstep.Bounds;

/**
 * A fall by the same factor after every so many iterations.
 *
 * <pre>
 *   factor(k) = f^⌊k / n⌋
 * </pre>
 *
 * @param every n
 * @param factor f; greater than 0
 */
public record StepDecay(Span every, double factor) implements Schedule {
  /** Checks the settings. */
  public StepDecay {
    Bounds.positive("factor", factor);
  }

  @Override
  public String settingsName() {
    return "step";
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    long falls = k / every.in(horizon);
    return StrictMath.pow(factor, (double) falls);
  }
}
