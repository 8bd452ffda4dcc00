package org.lockstep.network;

/**
 * Functions that activations are made of, in double precision, beside those of {@link StrictMath}.
 *
 * <p>Plain arithmetic and {@link StrictMath#exp}, the one transcendental function of the JDK that
 * is written in Java, so the bits are the same on every machine. {@link StrictMath#tanh} and {@link
 * StrictMath#expm1} have the same bits everywhere too, but call native code, which takes four times
 * as long.
 */
final class Functions {
  /** Below this a power series is used, because 1 - e^x loses digits near 0. */
  private static final double NEAR_ZERO = 0x1p-7;

  private Functions() {}

  /** The logistic function {@code 1 / (1 + e^-z)}. */
  static double sigmoid(double z) {
    return 1 / (1 + StrictMath.exp(-z));
  }

  /** {@code tanh z = (1 - e^-2|z|) / (1 + e^-2|z|)}, with the sign of z. */
  static double tanh(double z) {
    if (Math.abs(z) < NEAR_ZERO) {
      double s = z * z;
      // Abramowitz and Stegun, 4.5.64
      return z * (1 + s * (-1 / 3.0 + s * (2 / 15.0 + s * (-17 / 315.0 + s * (62 / 2835.0)))));
    }
    double e = StrictMath.exp(-2 * Math.abs(z));
    return Math.copySign((1 - e) / (1 + e), z);
  }

  /** {@code e^z - 1}, without the loss of digits near 0. */
  static double expm1(double z) {
    if (Math.abs(z) < NEAR_ZERO) {
      return z * (1 + z / 2 * (1 + z / 3 * (1 + z / 4 * (1 + z / 5 * (1 + z / 6 * (1 + z / 7))))));
    }
    return StrictMath.exp(z) - 1;
  }

  /** {@code ln(1 + e^z)}, without overflow. */
  static double softplus(double z) {
    return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
  }

  /**
   * {@code tanh(ln(1 + e^z))}, without overflow or cancellation: {@code n / (n + 2)} with {@code n
   * = e^z (e^z + 2)}; for z > 0 both multiplied by {@code u² = e^-2z}.
   */
  static double tanhOfSoftplus(double z) {
    double e = StrictMath.exp(-Math.abs(z));
    return z > 0 ? (1 + 2 * e) / (1 + 2 * e + 2 * e * e) : e * (e + 2) / (e * (e + 2) + 2);
  }

  /**
   * Its derivative, {@code σ(z) (1 - tanh²(ln(1 + e^z))) = 4 e^z (1 + e^z) / (n + 2)²}; for z > 0
   * multiplied by {@code u⁴}.
   */
  static double tanhOfSoftplusSlope(double z) {
    double e = StrictMath.exp(-Math.abs(z));
    double divisor = z > 0 ? 1 + 2 * e + 2 * e * e : e * (e + 2) + 2;
    return 4 * e * (1 + e) * (z > 0 ? e : 1) / (divisor * divisor);
  }

  /** The density of the standard normal distribution, {@code φ(z) = e^(-z²/2) / √(2π)}. */
  static double normalDensity(double z) {
    return 0.3989422804014327 * StrictMath.exp(-0.5 * z * z);
  }

  /**
   * The standard normal distribution {@code Φ(z)}, with full relative precision in its lower tail.
   *
   * <p>{@code 1 - Φ(t) = φ(t) R(t)} for t >= 0, with Mills' ratio R as a table of Taylor series.
   * Source: Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4),
   * 2004.
   */
  static double normal(double z) {
    double tail = normalDensity(z) * MillsRatio.at(Math.min(Math.abs(z), MillsRatio.LAST));
    return z < 0 ? tail : 1 - tail;
  }

  /**
   * Mills' ratio {@code R(t) = ∫_t^∞ e^((t²-x²)/2) dx}: its derivatives are {@code R' = t R - 1}
   * and {@code R^(k+2) = t R^(k+1) + (k+1) R^(k)}.
   */
  private static final class MillsRatio {
    /** Beyond it the density is 0 in double precision. */
    static final int LAST = 40;

    private static final int NODES_PER_UNIT = 8;
    private static final int TERMS = 12;

    /** Taylor coefficients {@code R^(k)(t) / k!} about each node t. */
    private static final double[][] SERIES = series();

    private static double[][] series() {
      int last = LAST * NODES_PER_UNIT;
      double[][] series = new double[last + 1][];
      // R = 1 / (t + 1 / (t + 2 / (t + 3 / ...))), Laplace 1805
      double ratio = LAST;
      for (int n = 40; n > 0; n--) {
        ratio = LAST + n / ratio;
      }
      ratio = 1 / ratio;
      // From node to node downwards, the direction in which rounding errors shrink.
      for (int node = last; node >= 0; node--) {
        series[node] = series((double) node / NODES_PER_UNIT, ratio, 2 * TERMS);
        ratio = sum(series[node], -1.0 / NODES_PER_UNIT, 2 * TERMS);
      }
      return series;
    }

    private static double[] series(double t, double ratio, int terms) {
      double[] c = new double[terms];
      c[0] = ratio;
      c[1] = t * ratio - 1;
      for (int k = 0; k + 2 < terms; k++) {
        c[k + 2] = (t * c[k + 1] + c[k]) / (k + 2);
      }
      return c;
    }

    private static double sum(double[] c, double h, int terms) {
      double sum = 0;
      for (int k = terms - 1; k >= 0; k--) {
        sum = sum * h + c[k];
      }
      return sum;
    }

    static double at(double t) {
      if (!(t <= LAST)) {
        return t; // NaN
      }
      int node = (int) (t * NODES_PER_UNIT + 0.5);
      return sum(SERIES[node], t - (double) node / NODES_PER_UNIT, TERMS);
    }
  }
}
