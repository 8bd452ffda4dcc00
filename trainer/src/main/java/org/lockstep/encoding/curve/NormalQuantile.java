package org.lockstep.encoding.curve;

import java.util.List;

/**
 * The quantile function of the standard normal distribution, the inverse of its distribution
 * function.
 *
 * <pre>
 *   q = p - ½
 *   |q| ≤ 0.425:  z = q A(r) / B(r),           r = 0.425² - q²
 *   else:         z = sign(q) C(r) / D(r),     r = √(-ln min(p, 1 - p)) - 1.6
 * </pre>
 *
 * <p>Source: Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
 * Statistics 37, 1988, routine PPND16, whose relative error is about 10⁻¹⁶. Its third branch, for p
 * below e⁻²⁵, is not needed: p is {@value #LEAST} at least.
 */
public final class NormalQuantile {
  /** The smallest p; the largest is 1 less this. As in scikit-learn's QuantileTransformer. */
  public static final double LEAST = 1e-7;

  /** The largest |q| of the branch in the middle. */
  public static final double MIDDLE = 0.425;

  /** What is taken from √(-ln min(p, 1 - p)). */
  public static final double TAIL = 1.6;

  /** Two polynomials, one divided by the other; the coefficient of the highest power is first. */
  public record Ratio(List<Double> numerator, List<Double> denominator) {
    /** Copies the lists. */
    public Ratio {
      numerator = List.copyOf(numerator);
      denominator = List.copyOf(denominator);
    }

    private double at(double r) {
      return value(numerator, r) / value(denominator, r);
    }

    private static double value(List<Double> polynomial, double r) {
      double sum = 0;
      for (double coefficient : polynomial) {
        sum = sum * r + coefficient;
      }
      return sum;
    }
  }

  /** A/B, of the branch in the middle. */
  public static final Ratio MIDDLE_RATIO =
      new Ratio(
          List.of(
              2509.0809287301227,
              33430.57558358813,
              67265.7709270087,
              45921.95393154987,
              13731.69376550946,
              1971.5909503065513,
              133.14166789178438,
              3.3871328727963665),
          List.of(
              5226.495278852854,
              28729.085735721943,
              39307.89580009271,
              21213.794301586597,
              5394.196021424751,
              687.1870074920579,
              42.31333070160091,
              1.0));

  /** C/D, of the branch of both tails. */
  public static final Ratio TAIL_RATIO =
      new Ratio(
          List.of(
              0.0007745450142783414,
              0.022723844989269184,
              0.2417807251774506,
              1.2704582524523684,
              3.6478483247632045,
              5.769497221460691,
              4.630337846156546,
              1.4234371107496835),
          List.of(
              1.0507500716444169e-09,
              0.0005475938084995345,
              0.015198666563616457,
              0.14810397642748008,
              0.6897673349851,
              1.6763848301838038,
              2.053191626637759,
              1.0));

  private NormalQuantile() {}

  /** The number below which the share p of a standard normal distribution is; p in [0, 1]. */
  public static double of(double p) {
    double inside = Math.max(LEAST, Math.min(1 - LEAST, p));
    double q = inside - 0.5;
    if (Math.abs(q) <= MIDDLE) {
      return q * MIDDLE_RATIO.at(MIDDLE * MIDDLE - q * q);
    }
    double r = Math.sqrt(-StrictMath.log(Math.min(inside, 1 - inside)));
    return Math.copySign(TAIL_RATIO.at(r - TAIL), q);
  }
}
