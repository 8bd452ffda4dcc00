package org.lockstep.network;

import java.util.Arrays;
import java.util.Locale;
import org.lockstep.network.CounterRandom.Purpose;

/**
 * Draws the weights before the first iteration. Biases are 0; layer normalisation has scale 1 and
 * shift 0, and the shares of parametric activations are 1.
 */
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
  },

  /**
   * W uniform in ±√(3 / n_in), of variance 1 / n_in: for self-normalising layers.
   *
   * <p>Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, equation 16; Klambauer,
   * Unterthiner, Mayr and Hochreiter, "Self-Normalizing Neural Networks", NIPS 2017.
   */
  LECUN {
    @Override
    double limit(int in, int out) {
      return Math.sqrt(3.0 / in);
    }
  };

  /** The largest weight that may be drawn. */
  abstract double limit(int in, int out);

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Draws the initial parameters, each layer by the rule of its activation: weight i of layer l is
   * a pure function of (seed, l, i).
   *
   * @return the parameter vector
   */
  public static float[] draw(Topology topology, long seed) {
    float[] theta = new float[topology.parameterCount()];
    for (int l = 0; l < topology.layerCount(); l++) {
      int in = topology.inputs(l);
      int out = topology.outputs(l);
      double limit = topology.activations().get(l).initializer().limit(in, out);
      CounterRandom random = CounterRandom.of(seed, Purpose.WEIGHTS, l);
      int offset = topology.weightsOffset(l);
      for (int i = 0; i < in * out; i++) {
        theta[offset + i] = (float) ((2 * random.uniform(i) - 1) * limit);
      }
      if (topology.isNormalized(l)) {
        Arrays.fill(theta, topology.scaleOffset(l), topology.scaleOffset(l) + out, 1f);
      }
      if (topology.isParametric(l)) {
        Arrays.fill(theta, topology.activationOffset(l), topology.activationOffset(l) + out, 1f);
      }
    }
    return theta;
  }
}
