package org.lockstep.network.input;

/**
 * Sine and cosine of angles in turns: sin 2πt and cos 2πt.
 *
 * <p>{@link StrictMath} would have the same bits on every processor too, at some 20 ns for each. In
 * turns the angle is reduced without an error, t - round(t), and one polynomial gives both: with r
 * in [-1/2, 1/2] and m in [-1/4, 1/4],
 *
 * <pre>
 *   sin 2πt = S(m),  m = r, 1/2 - r or -1/2 - r, whichever is in [-1/4, 1/4]
 *   cos 2πt = S(1/4 - |r|)
 *   S(m) = m (s₁ + s₃ m² + s₅ m⁴ + s₇ m⁶ + s₉ m⁸)
 * </pre>
 *
 * <p>S is the Chebyshev approximation of sin(2πm)/m by a polynomial in m² on [0, 1/16]; its error
 * is below 3e-8, less than the rounding of a float near 1. Products and sums are rounded one by
 * one, in this order, so that no processor's fused multiply-add matters. The loop has no branch,
 * and the JIT vectorises it.
 */
final class Turns {
  /** 1.5 · 2^23: adding and subtracting it rounds a float below 2^22 to a whole number. */
  private static final float ROUND = 0x1.8p23f;

  private static final float S1 = 6.2831855f;
  private static final float S3 = -41.341682f;
  private static final float S5 = 81.60248f;
  private static final float S7 = -76.58117f;
  private static final float S9 = 39.759827f;

  private Turns() {}

  /** Writes sin 2πt and cos 2πt of the first n numbers. NaN and infinities give NaN. */
  static void sinCos(float[] t, float[] sin, float[] cos, int n) {
    for (int i = 0; i < n; i++) {
      // from 2^22 on the difference may be outside, and an angle means nothing
      float r = Math.max(-0.5f, Math.min(0.5f, t[i] - ((t[i] + ROUND) - ROUND)));
      float m = Math.max(Math.min(r, 0.5f - r), -0.5f - r);
      float q = 0.25f - Math.abs(r);
      float mm = m * m;
      float qq = q * q;
      sin[i] = m * (S1 + mm * (S3 + mm * (S5 + mm * (S7 + mm * S9))));
      cos[i] = q * (S1 + qq * (S3 + qq * (S5 + qq * (S7 + qq * S9))));
    }
  }
}
