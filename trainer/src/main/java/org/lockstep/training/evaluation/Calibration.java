package org.lockstep.training.evaluation;

import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.lockstep.network.Activation;
import org.lockstep.network.Topology;
import org.lockstep.training.metric.EvaluatedBatch;

/**
 * Temperature scaling: the weighted inputs Z of the output layer are divided by one number T, with
 * which the predictions of other examples are likeliest. The order of the classes stays.
 *
 * <p>Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML
 * 2017, section 4.2.
 *
 * <p>W and b of the output layer are divided, so that whatever computes the network computes
 * calibrated probabilities. With β = 1/T the mean negative log-likelihood is convex in β, and
 *
 * <pre>
 *   d NLL / d ln β = Σ w (Σ_k (p_k - y_k) z_k) β / Σ w = NLL - H
 * </pre>
 *
 * <p>H being the mean entropy of the predictions: they are calibrated as a whole when they are as
 * uncertain as they are wrong. That needs the outputs of the network alone, of softmax or of a
 * sigmoid for each class.
 */
public final class Calibration {
  /** ln β is found to this. */
  private static final double PRECISION = 1e-6;

  /** Halvings and doublings of β until the root is between two of them. */
  private static final int STEPS = 10;

  private static final int MOST_PASSES = 60;

  private final Topology topology;
  private final float[] theta;
  private final Function<float[], Surplus> pass;

  /**
   * Creates the calibration of a network.
   *
   * @param topology whose output is softmax or a sigmoid
   * @param theta its parameters; not written
   * @param pass computes the sums over the examples for other parameters
   */
  public Calibration(Topology topology, float[] theta, Function<float[], Surplus> pass) {
    this.topology = topology;
    this.theta = theta;
    this.pass = pass;
  }

  /**
   * Sums over examples: of the negative log-likelihood of their labels less the entropy of their
   * predictions.
   *
   * <p>Mutable: {@link #add} adds in place.
   */
  public static final class Surplus implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean softmax;
    private double weight;
    private double surplus;

    /** The sum of no examples, of a network. */
    public Surplus(Topology topology) {
      softmax = topology.activations().get(topology.layerCount() - 1) == Activation.SOFTMAX;
    }

    /** Adds examples. */
    public void add(EvaluatedBatch batch) {
      for (int j = 0; j < batch.m(); j++) {
        double w = batch.weights()[j];
        double ofExample = 0;
        for (int i = 0; i < batch.n(); i++) {
          double p = batch.outputs()[j * batch.n() + i];
          double y = batch.targets()[j * batch.n() + i];
          ofExample += (p - y) * log(p);
          ofExample += softmax ? 0 : (y - p) * log(1 - p);
        }
        weight += w;
        surplus += w * ofExample;
      }
    }

    /** ln p, of a probability that a float rounds to 0 too. */
    private static double log(double p) {
      return StrictMath.log(Math.max(p, Float.MIN_VALUE));
    }

    /** Adds another sum to this one, and returns this one. */
    public Surplus add(Surplus other) {
      weight += other.weight;
      surplus += other.surplus;
      return this;
    }

    double mean() {
      return surplus / weight;
    }
  }

  /**
   * The temperature T, greater than 1 for predictions that are too sure; empty if no T is best: the
   * examples are all predicted right, or no better than by chance.
   */
  public OptionalDouble temperature() {
    double at = 0;
    double surplus = surplus(at);
    double step = surplus > 0 ? -StrictMath.log(2) : StrictMath.log(2);
    // A surplus of 0 is that of probabilities that floats have rounded to 0 and 1
    for (int i = 0; i < STEPS && surplus != 0; i++) {
      double next = at + step;
      double there = surplus(next);
      if (surplus > 0 ? there < 0 : there > 0) {
        return OptionalDouble.of(StrictMath.exp(-root(at, surplus, next, there)));
      }
      at = next;
      surplus = there;
    }
    return OptionalDouble.empty();
  }

  /** By regula falsi with halved ends (the Illinois algorithm), which keeps the root inside. */
  private double root(double from, double atFrom, double to, double atTo) {
    double a = from;
    double fa = atFrom;
    double b = to;
    double fb = atTo;
    for (int i = 0; i < MOST_PASSES && fa != 0 && Math.abs(b - a) > PRECISION; i++) {
      double c = (a * fb - b * fa) / (fb - fa);
      double fc = surplus(c);
      if (fc > 0 == fb > 0) {
        fa /= 2;
      } else {
        a = b;
        fa = fb;
      }
      if (Math.abs(c - b) < PRECISION || fc == 0) {
        return c;
      }
      b = c;
      fb = fc;
    }
    return fa == 0 ? a : b;
  }

  private double surplus(double logBeta) {
    return pass.apply(divided(topology, theta, StrictMath.exp(-logBeta))).mean();
  }

  /** θ, which is not written, with W and b of the output layer divided by a temperature. */
  public static float[] divided(Topology topology, float[] theta, double temperature) {
    float[] divided = theta.clone();
    for (int i = topology.weightsOffset(topology.layerCount() - 1); i < divided.length; i++) {
      divided[i] = (float) (divided[i] / temperature);
    }
    return divided;
  }
}
