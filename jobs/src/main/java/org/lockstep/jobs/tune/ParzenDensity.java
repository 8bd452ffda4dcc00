package org.lockstep.jobs.tune;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;
import org.apache.commons.math3.special.Erf;

/**
 * A density on [0, 1] around points: the mean of a normal distribution at each of them, cut off at
 * both ends, and of a wide one in the middle, the prior.
 *
 * <pre>
 *   p(u) = 1/(n + 1) Σ N(u; μ_i, σ_i) / (Φ((1 - μ_i) / σ_i) - Φ(-μ_i / σ_i))
 * </pre>
 *
 * <p>The width σ_i of a point is its distance from the farther of its neighbours, the middle among
 * them, and at least 1 / (2 (n + 1)) and a hundredth.
 *
 * <p>Source: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for Hyper-Parameter Optimization",
 * NIPS 2011, section 4.1.
 */
final class ParzenDensity {
  private static final double PRIOR_CENTRE = 0.5;
  private static final double PRIOR_WIDTH = 1;
  private static final double LEAST_WIDTH = 0.01;

  /** More draws beyond the ends than these are taken as the end itself. */
  private static final int MOST_DRAWS = 100;

  private final double[] centres;
  private final double[] widths;

  /**
   * Creates the density.
   *
   * @param points in [0, 1]; may be none
   */
  ParzenDensity(double[] points) {
    int n = points.length;
    centres = Arrays.copyOf(points, n + 1);
    centres[n] = PRIOR_CENTRE;
    Arrays.sort(centres);
    widths = new double[n + 1];
    double least = Math.max(LEAST_WIDTH, 0.5 / (n + 1));
    int prior = Arrays.binarySearch(centres, PRIOR_CENTRE);
    for (int i = 0; i <= n; i++) {
      double left = i == 0 ? 0 : centres[i] - centres[i - 1];
      double right = i == n ? 0 : centres[i + 1] - centres[i];
      widths[i] =
          i == prior ? PRIOR_WIDTH : Math.min(PRIOR_WIDTH, Math.max(least, Math.max(left, right)));
    }
  }

  /** The logarithm of the density at a place in [0, 1]. */
  double log(double u) {
    double sum = 0;
    for (int i = 0; i < centres.length; i++) {
      double z = (u - centres[i]) / widths[i];
      sum += StrictMath.exp(-z * z / 2) / (widths[i] * mass(i));
    }
    return StrictMath.log(sum / (centres.length * StrictMath.sqrt(2 * Math.PI)));
  }

  /** The part of a component that is within [0, 1]. */
  private double mass(int i) {
    return cumulative((1 - centres[i]) / widths[i]) - cumulative(-centres[i] / widths[i]);
  }

  private static double cumulative(double z) {
    return (1 + Erf.erf(z / StrictMath.sqrt(2))) / 2;
  }

  /**
   * Draws a place.
   *
   * @param random numbers, uniform in [0, 1), by their index
   * @return in [0, 1)
   */
  double draw(LongToDoubleFunction random) {
    int i = (int) (random.applyAsDouble(0) * centres.length);
    double place = centres[i];
    for (int k = 0; k < MOST_DRAWS; k++) {
      // Box and Muller 1958; 1 - u is in (0, 1], of which the logarithm is finite
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.applyAsDouble(1 + 2L * k)));
      double angle = 2 * Math.PI * random.applyAsDouble(2 + 2L * k);
      double drawn = centres[i] + widths[i] * radius * StrictMath.cos(angle);
      if (drawn >= 0 && drawn < 1) {
        return drawn;
      }
    }
    return Math.min(place, Math.nextDown(1.0));
  }
}
