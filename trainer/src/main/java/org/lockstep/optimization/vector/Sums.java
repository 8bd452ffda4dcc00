package org.lockstep.optimization.vector;

/**
 * Sums over ranges of vectors, in double precision.
 *
 * <p>They keep eight partial sums, of every eighth element each, because a processor cannot start
 * an addition to a sum before the previous one is finished. The order is fixed, so the bits are
 * too.
 */
public final class Sums {
  private static final int WAYS = 8;

  private Sums() {}

  /** Σ x y. */
  public static double products(float[] x, float[] y, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i <= to - WAYS; i += WAYS) {
      s0 += (double) x[i] * y[i];
      s1 += (double) x[i + 1] * y[i + 1];
      s2 += (double) x[i + 2] * y[i + 2];
      s3 += (double) x[i + 3] * y[i + 3];
      s4 += (double) x[i + 4] * y[i + 4];
      s5 += (double) x[i + 5] * y[i + 5];
      s6 += (double) x[i + 6] * y[i + 6];
      s7 += (double) x[i + 7] * y[i + 7];
    }
    for (; i < to; i++) {
      s0 += (double) x[i] * y[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** √(Σ x²). */
  public static double norm(float[] x, int from, int to) {
    return Math.sqrt(products(x, x, from, to));
  }

  /** Σ |x|. */
  public static double magnitudes(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.abs(x[i]);
    }
    return sum;
  }

  /** Whether all elements are finite: {@code x * 0f} is NaN exactly for NaN and ±∞. */
  public static boolean isFinite(float[] x, int from, int to) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = from;
    for (; i <= to - WAYS; i += WAYS) {
      s0 += x[i] * 0f;
      s1 += x[i + 1] * 0f;
      s2 += x[i + 2] * 0f;
      s3 += x[i + 3] * 0f;
      s4 += x[i + 4] * 0f;
      s5 += x[i + 5] * 0f;
      s6 += x[i + 6] * 0f;
      s7 += x[i + 7] * 0f;
    }
    for (; i < to; i++) {
      s0 += x[i] * 0f;
    }
    return !Float.isNaN(((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)));
  }
}
