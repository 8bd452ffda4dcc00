package org.lockstep.network;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loss J, summed over the outputs and averaged over the m examples of a mini-batch.
 *
 * <p>Each loss computes the J of one example; the 1/m is applied once, by the driver, to the sum
 * over all examples. Each loss states its value and its derivative once, in double precision; the
 * kernel and the gradient check both call that. To add a loss, add a record here and a line to
 * {@link Losses}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "type")
@JsonTypeIdResolver(LossNames.class)
public sealed interface Loss extends Serializable
    permits Loss.PerOutput, Loss.CrossEntropy, Loss.Hinge, Quantiles {
  /** Its name in settings and manifests, such as {@code cross-entropy}. */
  String settingsName();

  /**
   * The output activation that the loss is fused with, null if it takes any.
   *
   * <p>A fused loss gives ∂J/∂z, the derivative of the activation included; any other gives ∂J/∂a.
   */
  @Nullable Activation output();

  /** Whether it is defined for classes, with one-hot targets. */
  default boolean forClasses() {
    return true;
  }

  /** Whether it is defined for numbers. */
  default boolean forNumbers() {
    return true;
  }

  /** Outputs of the network for each target; more than 1 if it predicts several numbers of it. */
  default int outputsPerTarget() {
    return 1;
  }

  /** Which of the outputs of a target is its prediction, from 0. */
  default int predictedOutput() {
    return 0;
  }

  /** The least and the greatest target that it is defined for. */
  default double[] targetRange() {
    return new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
  }

  /**
   * Returns J of one example and writes its derivative.
   *
   * @param y targets, one an output
   * @param z weighted inputs of the output layer
   * @param a its activations
   * @param error where ∂J/∂z is written if the loss is fused, else ∂J/∂a
   */
  double of(double[] y, double[] z, double[] a, double[] error);

  /** A loss that is a sum of independent terms, one per output. */
  sealed interface PerOutput extends Loss {
    /** J of one output. */
    double value(double y, double z, double a);

    /** ∂J/∂z of one output if the loss is fused, else ∂J/∂a. */
    double derivative(double y, double z, double a);

    @Override
    default double of(double[] y, double[] z, double[] a, double[] error) {
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += value(y[i], z[i], a[i]);
        error[i] = derivative(y[i], z[i], a[i]);
      }
      return sum;
    }
  }

  /** {@code J = 1/2 Σ (y - a)²}, {@code ∂J/∂a = a - y}: the derivative carries a minus sign. */
  record SquaredError() implements PerOutput {
    @Override
    public String settingsName() {
      return "l2";
    }

    @Override
    public @Nullable Activation output() {
      return null;
    }

    @Override
    public double value(double y, double z, double a) {
      return (y - a) * (y - a) / 2;
    }

    @Override
    public double derivative(double y, double z, double a) {
      return a - y;
    }
  }

  /** {@code J = Σ |y - a|}, {@code ∂J/∂a = sign(a - y)}; 0 where they are equal. */
  record AbsoluteError() implements PerOutput {
    @Override
    public String settingsName() {
      return "mae";
    }

    @Override
    public @Nullable Activation output() {
      return null;
    }

    @Override
    public double value(double y, double z, double a) {
      return Math.abs(y - a);
    }

    @Override
    public double derivative(double y, double z, double a) {
      return Math.signum(a - y);
    }
  }

  /**
   * With {@code r = a - y}: {@code J = Σ r²/2} where {@code |r| <= δ}, {@code δ (|r| - δ/2)}
   * beyond; {@code ∂J/∂a = clamp(r, -δ, δ)}.
   *
   * <p>Source: Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical
   * Statistics 35, 1964.
   *
   * @param delta δ, the residual beyond which the loss is linear; greater than 0
   */
  record Huber(double delta) implements PerOutput {
    /**
     * Checks δ.
     *
     * @throws org.lockstep.OutOfBoundsException if it is not a number greater than 0
     */
    public Huber {
      Losses.HUBER_DELTA.check(delta);
    }

    @Override
    public String settingsName() {
      return "huber";
    }

    @Override
    public @Nullable Activation output() {
      return null;
    }

    @Override
    public double value(double y, double z, double a) {
      double r = Math.abs(a - y);
      return r <= delta ? r * r / 2 : delta * (r - delta / 2);
    }

    @Override
    public double derivative(double y, double z, double a) {
      return Math.max(-delta, Math.min(delta, a - y));
    }
  }

  /**
   * The negative log-likelihood of counts, {@code J = Σ a - y ln a}, with the logarithm as the
   * link: {@code a = e^z}, so that {@code J = Σ e^z - y z} and {@code ∂J/∂z = a - y}. The constant
   * {@code ln y!} is left out, as in PyTorch and Keras.
   *
   * <p>Source: McCullagh and Nelder, "Generalized Linear Models", 1989, chapter 6.
   */
  record Poisson() implements PerOutput {
    @Override
    public boolean forClasses() {
      return false;
    }

    @Override
    public double[] targetRange() {
      return new double[] {0, Double.POSITIVE_INFINITY};
    }

    @Override
    public String settingsName() {
      return "poisson";
    }

    @Override
    public Activation output() {
      return Activation.EXPONENTIAL;
    }

    @Override
    public double value(double y, double z, double a) {
      return a - y * z;
    }

    @Override
    public double derivative(double y, double z, double a) {
      return a - y;
    }
  }

  /**
   * {@code J = -Σ [y ln a + (1 - y) ln(1 - a)]} over sigmoid outputs, one or several, each with its
   * own 0 or 1; {@code ∂J/∂z = a - y}.
   *
   * <p>It is computed from z as {@code max(z, 0) - z y + ln(1 + e^-|z|)}, which is finite for every
   * finite z; the logarithm of an activation that has been rounded to 0 or 1 is not.
   */
  record BinaryCrossEntropy() implements PerOutput {
    @Override
    public double[] targetRange() {
      return new double[] {0, 1};
    }

    @Override
    public String settingsName() {
      return "binary-cross-entropy";
    }

    @Override
    public Activation output() {
      return Activation.SIGMOID;
    }

    @Override
    public double value(double y, double z, double a) {
      return Functions.softplus(z) - z * y;
    }

    @Override
    public double derivative(double y, double z, double a) {
      return a - y;
    }
  }

  /**
   * {@code J = -Σ y' ln a} over a softmax output, {@code ∂J/∂z = a - y'}, with smoothed labels
   * {@code y' = (1 - ε) y + ε/n}.
   *
   * <p>It is computed as {@code Σ y' (L - z)} with {@code L = ln Σ e^z}, which is finite for every
   * finite z; the logarithm of an activation that has been rounded to 0 is not. L follows from the
   * largest activation, {@code L = z - ln a}, which is never small. Sources: Goodfellow, Bengio and
   * Courville, "Deep Learning", 2016, 6.2.2.3; Szegedy, Vanhoucke, Ioffe, Shlens and Wojna,
   * "Rethinking the Inception Architecture", CVPR 2016, section 7.
   *
   * @param labelSmoothing ε, the share of a label that is spread over all n classes; in [0, 1)
   */
  record CrossEntropy(double labelSmoothing) implements Loss {
    /**
     * Checks ε.
     *
     * @throws org.lockstep.OutOfBoundsException if it is no share
     */
    public CrossEntropy {
      Losses.LABEL_SMOOTHING.check(labelSmoothing);
    }

    @Override
    public boolean forNumbers() {
      return false;
    }

    @Override
    public String settingsName() {
      return "cross-entropy";
    }

    @Override
    public Activation output() {
      return Activation.SOFTMAX;
    }

    @Override
    public double of(double[] y, double[] z, double[] a, double[] error) {
      int n = y.length;
      int largest = 0;
      for (int i = 1; i < n; i++) {
        largest = z[i] > z[largest] ? i : largest;
      }
      double logSum = z[largest] - StrictMath.log(a[largest]);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double target = (1 - labelSmoothing) * y[i] + labelSmoothing / n;
        sum += target == 0 ? 0 : target * (logSum - z[i]);
        error[i] = a[i] - target;
      }
      return sum;
    }
  }

  /**
   * The margin of the label k over the best of the other classes: {@code J = max(0, 1 + max_{i≠k}
   * a_i - a_k)}, over plain outputs, one a class, of which the targets mark k by a 1.
   *
   * <p>Source: Crammer and Singer, "On the Algorithmic Implementation of Multiclass Kernel-based
   * Vector Machines", JMLR 2, 2001. Keras calls it categorical hinge.
   */
  record Hinge() implements Loss {
    @Override
    public boolean forNumbers() {
      return false;
    }

    @Override
    public String settingsName() {
      return "hinge";
    }

    @Override
    public Activation output() {
      return Activation.IDENTITY;
    }

    @Override
    public double of(double[] y, double[] z, double[] a, double[] error) {
      int label = 0;
      for (int i = 1; i < y.length; i++) {
        label = y[i] > y[label] ? i : label;
      }
      int rival = label == 0 ? 1 : 0;
      double rivalValue = a[rival];
      for (int i = rival + 1; i < y.length; i++) {
        if (i != label) {
          rival = a[i] > a[rival] ? i : rival;
          rivalValue = Math.max(rivalValue, a[i]); // NaN, if one of them is
        }
      }
      Arrays.fill(error, 0);
      double margin = 1 + rivalValue - a[label];
      if (margin <= 0) {
        return 0;
      }
      error[rival] = 1;
      error[label] = -1;
      return margin;
    }
  }
}
