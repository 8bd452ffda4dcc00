package org.lockstep.network;

import java.util.Locale;

/**
 * A loss J, summed over the outputs and averaged over the m examples of a mini-batch.
 *
 * <p>What is computed here is m J, the sum over the examples: the 1/m is applied once, by whoever
 * has added the sums of all examples.
 */
public enum Loss {
  /** {@code J = 1/(2m) Σ (y - a)²}, {@code m dA = A - Y}: the derivative carries a minus sign. */
  L2 {
    @Override
    boolean isFusedWith(Activation output) {
      return false;
    }

    @Override
    double sum(float[] y, float[] z, float[] a, int n, int m) {
      double sum = 0;
      for (int i = 0; i < n * m; i++) {
        double residual = (double) y[i] - a[i];
        sum += residual * residual;
      }
      return sum / 2;
    }

    @Override
    double sum(double[] y, double[] z, double[] a) {
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += (y[i] - a[i]) * (y[i] - a[i]);
      }
      return sum / 2;
    }
  },

  /**
   * {@code J = -1/m Σ y ln a} over a softmax output, {@code m dZ = A - Y} in one step.
   *
   * <p>It is computed from Z as {@code Σ y (ln Σ_j e^z_j - z)}, which is finite for every finite Z;
   * the logarithm of an activation that has been rounded to 0 is not. Source: Goodfellow, Bengio
   * and Courville, "Deep Learning", 2016, 6.2.2.3.
   */
  CROSS_ENTROPY {
    @Override
    boolean isFusedWith(Activation output) {
      return output == Activation.SOFTMAX;
    }

    @Override
    double sum(float[] y, float[] z, float[] a, int n, int m) {
      double sum = 0;
      for (int from = 0; from < n * m; from += n) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
          largest = Math.max(largest, z[i]);
        }
        double total = 0;
        for (int i = from; i < from + n; i++) {
          total += StrictMath.exp(z[i] - largest);
        }
        double logTotal = largest + StrictMath.log(total);
        for (int i = from; i < from + n; i++) {
          if (y[i] != 0) {
            sum += y[i] * (logTotal - z[i]);
          }
        }
      }
      return sum;
    }

    @Override
    double sum(double[] y, double[] z, double[] a) {
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum -= y[i] * StrictMath.log(a[i]);
      }
      return sum;
    }
  };

  /** Its name in settings and manifests, such as {@code cross-entropy}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether A - Y is already dZ, so that the output's derivative must not be applied again. */
  abstract boolean isFusedWith(Activation output);

  /**
   * Returns m J.
   *
   * @param y targets, (n, m), column by column
   * @param z weighted inputs of the output layer, (n, m)
   * @param a activations of the output layer, (n, m)
   */
  abstract double sum(float[] y, float[] z, float[] a, int n, int m);

  /** Returns the loss of one example in double precision, by the definition. */
  abstract double sum(double[] y, double[] z, double[] a);
}
