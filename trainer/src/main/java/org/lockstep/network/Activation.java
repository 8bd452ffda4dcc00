package org.lockstep.network;

import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * An activation function g, applied to a layer's weighted inputs Z.
 *
 * <p>Each constant states the function and its derivative side by side, once, in double precision;
 * the float loops of the kernel are derived from that definition. Where a constant brings a float
 * loop of its own, because the JIT turns it into vector instructions, {@code ActivationTest} holds
 * it equal to the definition. To add an activation, add a constant here: the settings and the
 * gradient check find it by name.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum Activation {
  /** {@code g(z) = z}, {@code g'(z) = 1}. */
  IDENTITY(z -> z, (z, a) -> 1) {
    @Override
    void apply(float[] z, float[] a, int n, int m) {
      System.arraycopy(z, 0, a, 0, n * m);
    }

    @Override
    void timesDerivative(float[] da, float[] z, float[] a, int n, int m) {
      // dZ = dA
    }
  },

  /** {@code g(z) = 1 / (1 + e^-z)}, {@code g'(z) = a (1 - a)}. */
  SIGMOID(z -> 1 / (1 + StrictMath.exp(-z)), (z, a) -> a * (1 - a)),

  /** {@code g(z) = tanh z}, {@code g'(z) = 1 - a²}. */
  TANH(StrictMath::tanh, (z, a) -> 1 - a * a),

  /** {@code g(z) = max(0, z)}; {@code g'(0)} is taken to be 0. Source: Nair and Hinton, 2010. */
  RELU(z -> z > 0 ? z : 0, (z, a) -> z > 0 ? 1 : 0) {
    @Override
    void apply(float[] z, float[] a, int n, int m) {
      for (int i = 0; i < n * m; i++) {
        a[i] = Math.max(z[i], 0f);
      }
    }

    @Override
    void timesDerivative(float[] da, float[] z, float[] a, int n, int m) {
      for (int i = 0; i < n * m; i++) {
        da[i] *= step(a[i]);
      }
    }
  },

  /** {@code g(z) = z > 0 ? z : 0.01 z}; {@code g'(0)} is taken to be 0.01. Source: Maas, 2013. */
  LEAKY_RELU(z -> z > 0 ? z : 0.01f * z, (z, a) -> z > 0 ? 1 : 0.01f) {
    @Override
    void apply(float[] z, float[] a, int n, int m) {
      for (int i = 0; i < n * m; i++) {
        a[i] = Math.max(z[i], 0.01f * z[i]);
      }
    }

    @Override
    void timesDerivative(float[] da, float[] z, float[] a, int n, int m) {
      for (int i = 0; i < n * m; i++) {
        da[i] *= Math.max(0.01f, step(z[i]));
      }
    }
  },

  /**
   * {@code a_i = e^z_i / Σ_j e^z_j} over the outputs of one example; for the output layer.
   *
   * <p>Its derivative is a matrix, {@code ∂a_i/∂z_j = a_i (δ_ij - a_j)}, so that {@code dz_i = a_i
   * (da_i - Σ_j a_j da_j)}. Subtracting the largest z first changes nothing but the overflow.
   */
  SOFTMAX(z -> Double.NaN, (z, a) -> Double.NaN) {
    @Override
    void apply(double[] z, double[] a) {
      double largest = Double.NEGATIVE_INFINITY;
      for (double zi : z) {
        largest = Math.max(largest, zi);
      }
      double total = 0;
      for (int i = 0; i < z.length; i++) {
        a[i] = StrictMath.exp(z[i] - largest);
        total += a[i];
      }
      for (int i = 0; i < z.length; i++) {
        a[i] /= total;
      }
    }

    @Override
    void timesDerivative(double[] da, double[] z, double[] a) {
      double inner = 0;
      for (int j = 0; j < a.length; j++) {
        inner += a[j] * da[j];
      }
      for (int i = 0; i < a.length; i++) {
        da[i] = a[i] * (da[i] - inner);
      }
    }

    @Override
    void apply(float[] z, float[] a, int n, int m) {
      for (int from = 0; from < n * m; from += n) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
          largest = Math.max(largest, z[i]);
        }
        double total = 0;
        for (int i = from; i < from + n; i++) {
          a[i] = (float) StrictMath.exp(z[i] - largest);
          total += a[i];
        }
        for (int i = from; i < from + n; i++) {
          a[i] = (float) (a[i] / total);
        }
      }
    }

    @Override
    void timesDerivative(float[] da, float[] z, float[] a, int n, int m) {
      for (int from = 0; from < n * m; from += n) {
        double inner = 0;
        for (int j = from; j < from + n; j++) {
          inner += (double) a[j] * da[j];
        }
        for (int i = from; i < from + n; i++) {
          da[i] = (float) (a[i] * (da[i] - inner));
        }
      }
    }
  };

  private final DoubleUnaryOperator value;
  private final DoubleBinaryOperator derivative;

  Activation(DoubleUnaryOperator value, DoubleBinaryOperator derivative) {
    this.value = value;
    this.derivative = derivative;
  }

  /** 1 where a > 0, else at most 0; without a branch, so that the JIT vectorises its callers. */
  private static float step(float a) {
    return Math.min(1f, a * 0x1p75f * 0x1p75f); // the least float above 0 is 2^-149
  }

  /** Its name in settings and manifests, such as {@code leaky-relu}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Computes A = g(Z).
   *
   * @param z weighted inputs, (n, m), column by column
   * @param a where A is written, (n, m); not {@code z}
   */
  void apply(float[] z, float[] a, int n, int m) {
    for (int i = 0; i < n * m; i++) {
      a[i] = (float) value.applyAsDouble(z[i]);
    }
  }

  /**
   * Replaces dA by dZ = dA ⊙ g'(Z).
   *
   * @param da error of the activations, (n, m)
   * @param z the weighted inputs, (n, m)
   * @param a the matching g(Z), so that nothing is computed twice
   */
  void timesDerivative(float[] da, float[] z, float[] a, int n, int m) {
    for (int i = 0; i < n * m; i++) {
      da[i] = (float) (da[i] * derivative.applyAsDouble(z[i], a[i]));
    }
  }

  /** Computes a = g(z) for one example in double precision: the definition itself. */
  void apply(double[] z, double[] a) {
    for (int i = 0; i < z.length; i++) {
      a[i] = value.applyAsDouble(z[i]);
    }
  }

  /** Replaces da by dz = da ⊙ g'(z) for one example in double precision: the definition itself. */
  void timesDerivative(double[] da, double[] z, double[] a) {
    for (int i = 0; i < z.length; i++) {
      da[i] *= derivative.applyAsDouble(z[i], a[i]);
    }
  }
}
