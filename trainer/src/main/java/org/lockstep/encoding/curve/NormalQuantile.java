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
              2509.0809287301226727,
              33430.575583588128105,
              67265.770927008700853,
              45921.953931549871457,
              13731.693765509461125,
              1971.5909503065514427,
              133.14166789178437745,
              3.387132872796366608),
          List.of(
              5226.495278852854561,
              28729.085735721942674,
              39307.89580009271061,
              21213.794301586595867,
              5394.1960214247511077,
              687.1870074920579083,
              42.313330701600911252,
              1.0));

  /** C/D, of the branch of both tails. */
  public static final Ratio TAIL_RATIO =
      new Ratio(
          List.of(
              7.7454501427834140764e-4,
              0.0227238449892691845833,
              0.24178072517745061177,
              1.27045825245236838258,
              3.64784832476320460504,
              5.7694972214606914055,
              4.6303378461565452959,
              1.42343711074968357734),
          List.of(
              1.05075007164441684324e-9,
              5.475938084995344946e-4,
              0.0151986665636164571966,
              0.14810397642748007459,
              0.68976733498510000455,
              1.6763848301838038494,
              2.05319162663775882187,
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
