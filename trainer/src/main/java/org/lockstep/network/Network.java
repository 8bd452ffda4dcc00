package org.lockstep.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.input.InputLayer;
import org.lockstep.network.input.SparseProduct;
import org.lockstep.network.input.SparseRows;
import org.lockstep.network.kernel.LayerProducts;

/**
 * A feed-forward network with its working memory: the loss and the gradient of one mini-batch.
 *
 * <p>Use: {@link #load} the parameters, {@link #putExample} each example, then {@link
 * #gradientSum}, {@link #lossSum} or {@link #forward}. The constructor allocates all memory, which
 * is reused for every batch. Not thread-safe.
 */
public final class Network {
  private final Topology topology;
  private final int capacity;
  private final List<LayerProducts> products;
  private final float[] x;

  /** Null if an example is the input of the first layer. */
  private final @Nullable InputLayer input;

  /** Null without sparse inputs. */
  private final @Nullable SparseProduct sparse;

  private final float[] y;
  private final List<DenseLayer> layers = new ArrayList<>();
  private final CounterRandom[] visits;
  private final float[] weights;
  private float[] theta = {};

  /** One example's outputs, widened, for the loss. */
  private final double[] yOne;

  private final double[] zOne;
  private final double[] aOne;
  private final double[] errorOne;

  /** J of each example of the last batch. */
  private final double[] losses;

  /**
   * Allocates the memory.
   *
   * @param kernel computes the matrix products
   * @param capacity most examples of a batch; 1 or more
   * @throws IllegalStateException if BLAS cannot be limited to one thread
   */
  public Network(Topology topology, Kernel kernel, int capacity) {
    this.topology = topology;
    this.capacity = capacity;
    products = kernel.layers(topology, capacity);
    x = new float[Math.multiplyExact(topology.inputWidth(), capacity)];
    input =
        topology.input().isNone()
            ? null
            : new InputLayer(topology.input(), topology.inputWidth(), capacity);
    sparse =
        topology.sparse().areNone()
            ? null
            : new SparseProduct(topology.sparse().width(), topology.sparseWeights(), capacity);
    y = new float[Math.multiplyExact(topology.outputWidth(), capacity)];
    for (int l = 0; l < topology.layerCount(); l++) {
      layers.add(new DenseLayer(topology, l, products.get(l), l == 0 ? sparse : null, capacity));
    }
    visits = new CounterRandom[capacity];
    weights = new float[capacity];
    losses = new double[capacity];
    Arrays.fill(weights, 1f);
    yOne = new double[topology.outputWidth()];
    zOne = new double[topology.outputWidth()];
    aOne = new double[topology.outputWidth()];
    errorOne = new double[topology.outputWidth()];
  }

  /** Its shape. */
  public Topology topology() {
    return topology;
  }

  /** Most examples of a batch. */
  public int capacity() {
    return capacity;
  }

  /**
   * Sets the parameters for the following computations.
   *
   * @param theta the parameter vector; it must not change until the next call
   */
  public void load(float[] theta) {
    this.theta = theta;
    products.forEach(layer -> layer.load(theta));
  }

  /**
   * Writes the features of example {@code j} of the batch.
   *
   * @param features holds them, from element {@code from} on, and behind them the run of the sparse
   *     ones; it must not change until the batch is computed
   */
  public void putExample(int j, float[] features, int from) {
    System.arraycopy(features, from, x, j * topology.inputWidth(), topology.inputWidth());
    if (sparse != null) {
      sparse.put(j, features, from + topology.inputWidth());
    }
  }

  /**
   * Writes some features of example {@code j} of the batch anew.
   *
   * @param first of the features
   * @param features holds them, from element {@code from} on
   * @param count how many they are
   */
  public void putFeatures(int j, int first, float[] features, int from, int count) {
    System.arraycopy(features, from, x, j * topology.inputWidth() + first, count);
  }

  /**
   * Writes the sparse features of example {@code j} of the batch anew.
   *
   * @param run of them; it must not change until the batch is computed
   */
  public void putSparse(int j, float[] run) {
    if (sparse != null) {
      sparse.put(j, run, 0);
    }
  }

  /** The targets Y of the batch, (outputs, m), column by column; to be written by the caller. */
  public float[] targets() {
    return y;
  }

  /** The weight of each example in losses and gradients: 1, unless the caller writes another. */
  public float[] weights() {
    return weights;
  }

  /**
   * Sets the random numbers that the dropout masks of column {@code j} are drawn from. Required
   * before {@link #gradientSum} if the network has dropout.
   */
  public void putVisit(int j, CounterRandom visit) {
    visits[j] = visit;
  }

  /**
   * Sets the share of each hidden layer's units that {@link #gradientSum} drops from now on; that
   * of the topology until then.
   *
   * @param share in [0, 1); without effect on a network without dropout
   */
  public void setDropout(double share) {
    layers.forEach(layer -> layer.setDropout(share));
  }

  /**
   * Computes the output of the first m examples, without dropout.
   *
   * @return A of the last layer, (outputs, m), column by column; valid until the next call
   */
  public float[] forward(int m) {
    return forward(m, null);
  }

  private float[] forward(int m, CounterRandom @Nullable [] visits) {
    float[] aPrev = input == null ? x : input.forward(theta, x, 0, m);
    for (DenseLayer layer : layers) {
      layer.forward(aPrev, theta, visits, m);
      aPrev = layer.output();
    }
    return last().a;
  }

  /** Returns m J of the examples that {@link #forward} has just seen. */
  public double lossSum(int m) {
    return outputError(m);
  }

  /** J of each example of the last {@link #lossSum}, without its weight. */
  public double[] losses() {
    return losses;
  }

  /**
   * Computes the loss and the gradient of the first m examples, both as sums over them.
   *
   * @param gradient where m ∂J/∂θ is written, laid out as the parameters; without the weights from
   *     sparse inputs, of which {@link #sparseGradient} has the gradient
   * @return m J
   */
  public double gradientSum(int m, float[] gradient) {
    forward(m, topology.dropout() > 0 ? visits : null);

    // m dA, or m dZ where loss and output are fused
    double loss = outputError(m);

    for (int l = layers.size() - 1; l >= 0; l--) {
      DenseLayer layer = layers.get(l);
      if (topology.isHidden(l) || topology.loss().output() == null) {
        layer.throughActivation(theta, gradient, m);
      }
      layer.backward(theta, gradient, errorBelow(l), m);
    }
    if (input != null) {
      input.backward(theta, x, gradient, m);
    }
    return loss;
  }

  /**
   * The gradient of the weights from sparse inputs, for the examples of the last {@link
   * #gradientSum}; null without such inputs.
   */
  public @Nullable SparseRows sparseGradient(int m) {
    return sparse == null ? null : sparse.backward(layers.get(0).dz, m);
  }

  /** Where the error of a layer's input is written; null for the first without an input stage. */
  private float @Nullable [] errorBelow(int layer) {
    if (layer > 0) {
      return layers.get(layer - 1).dz;
    }
    return input == null ? null : input.error();
  }

  /** Writes the error of the output, and returns m J. */
  private double outputError(int m) {
    int n = topology.outputWidth();
    DenseLayer output = last();
    double sum = 0;
    for (int j = 0; j < m; j++) {
      for (int i = 0; i < n; i++) {
        yOne[i] = y[j * n + i];
        zOne[i] = output.z[j * n + i];
        aOne[i] = output.a[j * n + i];
      }
      losses[j] = topology.loss().of(yOne, zOne, aOne, errorOne);
      sum += weights[j] * losses[j];
      for (int i = 0; i < n; i++) {
        output.dz[j * n + i] = (float) (weights[j] * errorOne[i]);
      }
    }
    return sum;
  }

  /**
   * Runs only the matrix products of {@link #gradientSum}, on the present contents of the memory,
   * with the copies that the kernel needs; for benchmarks.
   *
   * @param gradient is overwritten
   */
  public void products(int m, float[] gradient) {
    for (int l = layers.size() - 1; l >= 0; l--) {
      float[] first = input == null ? x : input.output();
      float[] aPrev = l == 0 ? first : layers.get(l - 1).output();
      layers.get(l).products(aPrev, gradient, errorBelow(l), m);
    }
  }

  private DenseLayer last() {
    return layers.get(layers.size() - 1);
  }

  @Override
  public String toString() {
    return "Network" + topology.widths() + Arrays.toString(topology.activations().toArray());
  }
}
