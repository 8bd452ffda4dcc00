package org.lockstep.encoding.curve;

/**
 * A smooth clip: nearly the number itself in the middle, and never beyond a bound.
 *
 * <pre>
 *   f(z) = z / √(1 + (z / c)²)          |f(z)| ≤ c,   f'(0) = 1
 * </pre>
 *
 * <p>Source: Holzmüller, Grinsztajn and Steinwart, "Better by Default: Strong Pre-Tuned MLPs and
 * Boosted Trees on Tabular Data", NeurIPS 2024 (arXiv 2407.04491), section 3, with c = 3.
 */
public final class SmoothClip {
  /** Beyond this f is its bound, and the square of a number would be infinite before long. */
  public static final double FAR = 1e100;

  private SmoothClip() {}

  /**
   * f(z).
   *
   * @param bound c, greater than 0
   */
  public static double of(double z, double bound) {
    double near = Math.max(-FAR, Math.min(FAR, z));
    double t = near / bound;
    return near / Math.sqrt(1 + t * t);
  }
}
