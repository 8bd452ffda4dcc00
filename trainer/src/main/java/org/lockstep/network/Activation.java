package org.lockstep.network;

import static org.lockstep.network.Initializer.GLOROT;
import static org.lockstep.network.Initializer.HE;
import static org.lockstep.network.Initializer.LECUN;

import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * An activation function g, applied to a layer's weighted inputs Z.
 *
 * <p>Each constant states the function and its derivative side by side, once, in double precision,
 * and the initializer of the weights before it; the float loops of the kernel are derived from that
 * definition. A constant may have its own float loop, which the JIT vectorises; {@code
 * ActivationTest} checks that it equals the definition. To add an activation, add a constant here:
 * the settings and the gradient check find it by name.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum Activation {
  /** {@code g(z) = z}, {@code g'(z) = 1}. */
  IDENTITY(GLOROT, z -> z, (z, a) -> 1) {
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
  SIGMOID(GLOROT, Functions::sigmoid, (z, a) -> a * (1 - a)),

  /** {@code g(z) = tanh z}, {@code g'(z) = 1 - a²}. */
  TANH(GLOROT, Functions::tanh, (z, a) -> 1 - a * a),

  /** {@code g(z) = max(0, z)}; {@code g'(0)} is taken to be 0. Source: Nair and Hinton, 2010. */
  RELU(HE, z -> z > 0 ? z : 0, (z, a) -> z > 0 ? 1 : 0) {
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
  LEAKY_RELU(HE, z -> z > 0 ? z : 0.01f * z, (z, a) -> z > 0 ? 1 : 0.01f) {
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
   * {@code g(z) = z > 0 ? z : e^z - 1}, {@code g'(z) = z > 0 ? 1 : a + 1}. Source: Clevert,
   * Unterthiner and Hochreiter, ICLR 2016, with α = 1.
   */
  ELU(HE, z -> z > 0 ? z : Functions.expm1(z), (z, a) -> z > 0 ? 1 : a + 1),

  /**
   * {@code g(z) = λ (z > 0 ? z : α (e^z - 1))}, {@code g'(z) = z > 0 ? λ : a + λα}. Source:
   * Klambauer, Unterthiner, Mayr and Hochreiter, NIPS 2017, equation 2 and section "Fixed point".
   */
  SELU(
      LECUN,
      z ->
          z > 0
              ? Constant.SELU_LAMBDA * z
              : Constant.SELU_LAMBDA * Constant.SELU_ALPHA * Functions.expm1(z),
      (z, a) -> z > 0 ? Constant.SELU_LAMBDA : a + Constant.SELU_LAMBDA * Constant.SELU_ALPHA),

  /**
   * {@code g(z) = z Φ(z)}, {@code g'(z) = Φ(z) + z φ(z)}: the exact form. Source: Hendrycks and
   * Gimpel, "Gaussian Error Linear Units", 2016.
   */
  GELU(
      HE,
      z -> z * Functions.normal(z),
      (z, a) -> Functions.normal(z) + z * Functions.normalDensity(z)),

  /**
   * {@code g(z) = z/2 (1 + t)} with {@code t = tanh(√(2/π) (z + 0.044715 z³))}, {@code g'(z) = (1 +
   * t)/2 + z/2 (1 - t²) √(2/π) (1 + 0.134145 z²)}. Source: Hendrycks and Gimpel, 2016, section 2.
   */
  GELU_TANH(
      HE,
      z -> z / 2 * (1 + geluTanh(z)),
      (z, a) -> {
        double t = geluTanh(z);
        return (1 + t) / 2
            + z
                / 2
                * (1 - t * t)
                * Constant.ROOT_TWO_OVER_PI
                * (1 + 3 * Constant.GELU_CUBIC * z * z);
      }),

  /**
   * {@code g(z) = z σ(z)}, {@code g'(z) = σ(z) (1 + z (1 - σ(z)))}; also called SiLU. Source:
   * Ramachandran, Zoph and Le, "Searching for Activation Functions", 2017, with β = 1.
   */
  SWISH(
      HE,
      z -> z * Functions.sigmoid(z),
      (z, a) -> Functions.sigmoid(z) * (1 + z * (1 - Functions.sigmoid(z)))),

  /**
   * {@code g(z) = z t} with {@code t = tanh(ln(1 + e^z))}, {@code g'(z) = t + z σ(z) (1 - t²)}.
   * Source: Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", BMVC 2020,
   * equation 1.
   */
  MISH(HE, z -> z * Functions.tanhOfSoftplus(z), (z, a) -> mishSlope(z)),

  /** {@code g(z) = ln(1 + e^z)}, {@code g'(z) = σ(z)}. Source: Glorot, Bordes and Bengio, 2011. */
  SOFTPLUS(HE, Functions::softplus, (z, a) -> Functions.sigmoid(z)),

  /**
   * {@code g(z) = min(1, max(0, (z + 3) / 6))}, {@code g'(z) = |z| < 3 ? 1/6 : 0}: the form of
   * PyTorch and Keras 3 (Keras 2 had 0.2 z + 0.5). Source: Howard et al., "Searching for
   * MobileNetV3", 2019, section 5.2.
   */
  HARD_SIGMOID(
      GLOROT, z -> Math.min(1, Math.max(0, (z + 3) / 6)), (z, a) -> Math.abs(z) < 3 ? 1 / 6.0 : 0),

  /** {@code g(z) = e^z}, {@code g'(z) = a}: for the output, as the inverse of the log link. */
  EXPONENTIAL(GLOROT, StrictMath::exp, (z, a) -> a),

  /**
   * {@code a_i = e^z_i / Σ_j e^z_j} over the outputs of one example; for the output layer.
   *
   * <p>Its derivative is a matrix, {@code ∂a_i/∂z_j = a_i (δ_ij - a_j)}, so that {@code dz_i = a_i
   * (da_i - Σ_j a_j da_j)}. Subtracting the largest z first changes nothing but the overflow.
   */
  SOFTMAX(GLOROT, z -> Double.NaN, (z, a) -> Double.NaN) {
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

  private final Initializer initializer;
  private final DoubleUnaryOperator value;
  private final DoubleBinaryOperator derivative;

  Activation(Initializer initializer, DoubleUnaryOperator value, DoubleBinaryOperator derivative) {
    this.initializer = initializer;
    this.value = value;
    this.derivative = derivative;
  }

  /** Whether only the output layer may have it. */
  public boolean isForOutputOnly() {
    return this == SOFTMAX || this == EXPONENTIAL;
  }

  private static double geluTanh(double z) {
    return Functions.tanh(Constant.ROOT_TWO_OVER_PI * (z + Constant.GELU_CUBIC * z * z * z));
  }

  private static double mishSlope(double z) {
    return Functions.tanhOfSoftplus(z) + z * Functions.tanhOfSoftplusSlope(z);
  }

  /** The initializer for the weights of a layer with this activation. */
  public Initializer initializer() {
    return initializer;
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

  /**
   * Numbers of the formulas above, in a class of their own since an enum's constants come first.
   */
  private static final class Constant {
    static final double SELU_LAMBDA = 1.0507009873554805;
    static final double SELU_ALPHA = 1.6732632423543772;
    static final double ROOT_TWO_OVER_PI = 0.7978845608028654;
    static final double GELU_CUBIC = 0.044715;

    private Constant() {}
  }
}
