package org.lockstep.network;

import java.util.Locale;
import org.lockstep.network.CounterRandom.Purpose;

/** How the weights are drawn before the first iteration; biases begin at 0. */
public enum Initializer {
  /**
   * W uniform in ±√(6 / (n_in + n_out)): keeps the variance of sigmoid-like layers.
   *
   * <p>Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
   * networks", AISTATS 2010, equation 16.
   */
  GLOROT {
    @Override
    double limit(int in, int out) {
      return Math.sqrt(6.0 / ((double) in + out));
    }
  },

  /**
   * W uniform in ±√(6 / n_in), of variance 2 / n_in: keeps the variance of rectified layers.
   *
   * <p>Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015, equation 10.
   */
  HE {
    @Override
    double limit(int in, int out) {
      return Math.sqrt(6.0 / in);
    }
  };

  /** The largest weight that may be drawn. */
  abstract double limit(int in, int out);

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** He's rule for rectified layers, Glorot's for all others. */
  public static Initializer suited(Activation activation) {
    return switch (activation) {
      case RELU, LEAKY_RELU -> HE;
      case IDENTITY, SIGMOID, TANH, SOFTMAX -> GLOROT;
    };
  }

  /**
   * Draws the initial parameters, each layer by the rule suited to its activation: weight i of
   * layer l is a pure function of (seed, l, i).
   *
   * @return the parameter vector
   */
  public static float[] draw(Topology topology, long seed) {
    float[] theta = new float[topology.parameterCount()];
    for (int l = 0; l < topology.layerCount(); l++) {
      int in = topology.inputs(l);
      int out = topology.outputs(l);
      double limit = suited(topology.activations().get(l)).limit(in, out);
      CounterRandom random = CounterRandom.of(seed, Purpose.WEIGHTS, l);
      int offset = topology.weightsOffset(l);
      for (int i = 0; i < in * out; i++) {
        theta[offset + i] = (float) ((2 * random.uniform(i) - 1) * limit);
      }
    }
    return theta;
  }
}
