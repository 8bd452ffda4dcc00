package org.lockstep.optimization.schedule;

import org.lockstep.Bounds;

/**
 * A fall to the end of the run, straight or curved.
 *
 * <pre>
 *   factor(k) = e + (1 - e) (1 - k / T)^p
 * </pre>
 *
 * @param power p; greater than 0
 * @param end e, the factor after the last iteration; 0 to 1
 */
public record Polynomial(double power, double end) implements Schedule {
  /** Checks the settings. */
  public Polynomial {
    Bounds.positive("power", power);
    Bounds.share("end", end);
  }

  @Override
  public String settingsName() {
    return "polynomial";
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    double left = 1 - (double) Math.min(k, horizon.iterations()) / horizon.iterations();
    return end + (1 - end) * StrictMath.pow(left, power);
  }
}
