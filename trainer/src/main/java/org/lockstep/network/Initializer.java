package org.lockstep.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** Examples that a bias lies among. */
  private static final int BIAS_POINTS = 5;

  private static final double LEAST_VARIANCE = 1e-12;

  /** The largest weight that may be drawn. */
  abstract double limit(int in, int out);

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Draws the initial parameters, each layer by the rule of its activation: weight i of layer l is
   * a pure function of (seed, l, i), as are the numbers of each block of the input stage.
   *
   * @return the parameter vector
   */
  public static float[] draw(Topology topology, long seed) {
    float[] theta = new float[topology.parameterCount()];
    topology
        .input()
        .draw(
            theta,
            topology.inputWidth(),
            block -> CounterRandom.of(seed, Purpose.INPUT_STAGE, block)::uniform);
    for (int l = 0; l < topology.layerCount(); l++) {
      int in = topology.inputs(l);
      int out = topology.outputs(l);
      // Of sparse inputs only those that an example has add to the variance of Z
      int summands = in + (l == 0 ? topology.sparse().present() : 0);
      double limit = topology.activations().get(l).initializer().limit(summands, out);
      CounterRandom random = CounterRandom.of(seed, Purpose.WEIGHTS, l);
      int offset = topology.weightsOffset(l);
      for (int i = 0; i < in * out; i++) {
        theta[offset + i] = (float) ((2 * random.uniform(i) - 1) * limit);
      }
      if (l == 0) {
        drawSparse(topology, theta, CounterRandom.of(seed, Purpose.SPARSE_WEIGHTS), limit);
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

  private static void drawSparse(
      Topology topology, float[] theta, CounterRandom random, double limit) {
    int from = topology.sparseOffset();
    for (int i = from; i < theta.length; i++) {
      theta[i] = (float) ((2 * random.uniform(i - from) - 1) * limit);
    }
  }

  /**
   * Draws the initial parameters and fits them to examples, layer by layer from the first: the
   * weights of each unit are divided by the standard deviation of W a_prev over the examples, and
   * its bias is a random point among these values, negated,
   *
   * <pre>
   *   w ← w / σ(w · a_prev)          b = -Σ_s λ_s w · a_prev(s)       λ ~ Dirichlet(1, …, 1)
   * </pre>
   *
   * <p>for {@value #BIAS_POINTS} examples s drawn at random. So the bends of the units lie where
   * the data are. A unit whose input does not vary keeps its weights.
   *
   * <p>Source: Holzmüller, Grinsztajn and Steinwart, "Better by Default: Strong Pre-Tuned MLPs and
   * Boosted Trees on Tabular Data", NeurIPS 2024; the biases after Steinwart, "A Sober Look at
   * Neural Network Initializations", 2019 (he+5).
   *
   * @param sample some encoded examples; none for {@link #draw(Topology, long)}
   * @return the parameter vector
   */
  public static float[] draw(Topology topology, long seed, List<double[]> sample) {
    float[] theta = draw(topology, seed);
    if (sample.isEmpty()) {
      return theta;
    }
    List<double[]> inputs = sample.stream().map(textbook(topology, theta)::inputs).toList();
    for (int l = 0; l < topology.layerCount(); l++) {
      int layer = l;
      fit(topology, layer, theta, new Inputs(inputs, sample), seed);
      TextbookNetwork network = textbook(topology, theta);
      List<double[]> outputs = new ArrayList<>();
      for (int s = 0; s < sample.size(); s++) {
        outputs.add(network.output(layer, inputs.get(s), sample.get(s)));
      }
      inputs = outputs;
    }
    return theta;
  }

  /**
   * The inputs of a layer for some examples.
   *
   * @param sample the encoded examples, for the sparse inputs of the first layer
   */
  private record Inputs(List<double[]> inputs, List<double[]> sample) {}

  /** Fits the units of a layer to its inputs. */
  private static void fit(Topology topology, int layer, float[] theta, Inputs examples, long seed) {
    int in = topology.inputs(layer);
    boolean isSparse = layer == 0 && !topology.sparse().areNone();
    double[] z = new double[examples.inputs().size()];
    for (int i = 0; i < topology.outputs(layer); i++) {
      int row = topology.weightsOffset(layer) + i * in;
      double mean = 0;
      for (int s = 0; s < z.length; s++) {
        z[s] = product(theta, row, examples.inputs().get(s));
        if (isSparse) {
          z[s] += sparseProduct(topology, theta, i, examples.sample().get(s));
        }
        mean += z[s] / z.length;
      }
      double variance = 0;
      for (double value : z) {
        variance += (value - mean) * (value - mean) / z.length;
      }
      double deviation = variance > LEAST_VARIANCE ? Math.sqrt(variance) : 1;
      for (int k = row; k < row + in; k++) {
        theta[k] = (float) (theta[k] / deviation);
      }
      int behind = isSparse ? theta.length : 0;
      for (int k = topology.sparseOffset() + i; k < behind; k += topology.outputs(0)) {
        theta[k] = (float) (theta[k] / deviation);
      }
      CounterRandom random = CounterRandom.of(seed, Purpose.BIASES, layer, i);
      theta[topology.biasOffset(layer) + i] = (float) (-pointAmong(z, random) / deviation);
    }
  }

  /** Vᵀ x for unit {@code i}. */
  private static double sparseProduct(Topology topology, float[] theta, int i, double[] x) {
    double sum = 0;
    int from = topology.sparseOffset() + i;
    for (int k = topology.inputWidth() + 1; k < x.length; k += 2) {
      int row = (int) x[k];
      sum += theta[from + row * topology.outputs(0)] * x[k + 1];
    }
    return sum;
  }

  private static double product(float[] theta, int row, double[] input) {
    double sum = 0;
    for (int k = 0; k < input.length; k++) {
      sum += theta[row + k] * input[k];
    }
    return sum;
  }

  /** Σ λ z of a few random elements; exponential draws over their sum are a Dirichlet draw. */
  private static double pointAmong(double[] z, CounterRandom random) {
    double total = 0;
    double point = 0;
    for (int s = 0; s < BIAS_POINTS; s++) {
      double lambda = -StrictMath.log(1 - random.uniform(2L * s));
      point += lambda * z[(int) (random.uniform(2L * s + 1) * z.length)];
      total += lambda;
    }
    return total > 0 ? point / total : 0;
  }

  private static TextbookNetwork textbook(Topology topology, float[] theta) {
    double[] wide = new double[theta.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = theta[i];
    }
    return new TextbookNetwork(topology, wide);
  }
}
