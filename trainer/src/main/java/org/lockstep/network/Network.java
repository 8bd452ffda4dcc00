package org.lockstep.network;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A feed-forward network with its working memory: the loss and the gradient of one mini-batch.
 *
 * <p>Use: {@link #load} the parameters, {@link #putExample} each example, then {@link
 * #gradientSum}, {@link #lossSum} or {@link #forward}. All memory is taken at the start and used
 * again for every batch. Not for several threads at a time.
 */
public final class Network {
  private final Topology topology;
  private final int capacity;
  private final INDArray parameters;
  private final INDArray gradient;
  private final FloatBuffer thetaNative;
  private final FloatBuffer gradientNative;
  private final ExampleMatrix x;
  private final float[] y;
  private final List<DenseLayer> layers = new ArrayList<>();
  private float[] theta;

  /**
   * Takes the memory.
   *
   * @param capacity most examples of a batch; 1 or more
   * @throws IllegalStateException if BLAS cannot be held to one thread
   */
  public Network(Topology topology, int capacity) {
    Blas.load();
    this.topology = topology;
    this.capacity = capacity;
    this.theta = new float[topology.parameterCount()];
    parameters = Nd4j.zeros(DataType.FLOAT, topology.parameterCount());
    gradient = Nd4j.zeros(DataType.FLOAT, topology.parameterCount());
    thetaNative = parameters.data().asNioFloat();
    gradientNative = gradient.data().asNioFloat();
    x = new ExampleMatrix(topology.inputWidth(), capacity);
    y = new float[Math.multiplyExact(topology.outputWidth(), capacity)];
    for (int l = 0; l < topology.layerCount(); l++) {
      layers.add(
          new DenseLayer(
              topology.activations().get(l),
              topology.inputs(l),
              topology.outputs(l),
              Blas.pointer(parameters, topology.weightsOffset(l)),
              Blas.pointer(gradient, topology.weightsOffset(l)),
              topology.biasOffset(l),
              capacity));
    }
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
   * Takes the parameters to be used from now on.
   *
   * @param theta the parameter vector; it must not change until the next call
   */
  public void load(float[] theta) {
    this.theta = theta;
    thetaNative.put(0, theta, 0, topology.parameterCount());
  }

  /**
   * Writes the features of example {@code j} of the batch.
   *
   * @param features holds them, from element {@code from} on
   */
  public void putExample(int j, float[] features, int from) {
    x.putColumn(j, features, from);
  }

  /** The targets Y of the batch, (outputs, m), column by column; to be written by the caller. */
  public float[] targets() {
    return y;
  }

  /**
   * Computes the output of the first m examples.
   *
   * @return A of the last layer, (outputs, m), column by column; valid until the next call
   */
  public float[] forward(int m) {
    ExampleMatrix aPrev = x;
    for (DenseLayer layer : layers) {
      layer.forward(aPrev, theta, m);
      aPrev = layer.output();
    }
    return last().a;
  }

  /** Returns m J of the examples that {@link #forward} has just seen. */
  public double lossSum(int m) {
    return topology.loss().sum(y, last().z, last().a, topology.outputWidth(), m);
  }

  /**
   * Computes the loss and the gradient of the first m examples, both as sums over them.
   *
   * @param gradient where m ∂J/∂θ is written, laid out as the parameters
   * @return m J
   */
  public double gradientSum(int m, float[] gradient) {
    forward(m);

    // m dA = A - Y, for the squared error; m dZ = A - Y, where loss and output are fused
    DenseLayer output = last();
    for (int i = 0; i < topology.outputWidth() * m; i++) {
      output.dz[i] = output.a[i] - y[i];
    }
    boolean fused = topology.loss().isFusedWith(outputActivation());

    for (int l = layers.size() - 1; l >= 0; l--) {
      DenseLayer layer = layers.get(l);
      if (l < layers.size() - 1 || !fused) {
        layer.throughActivation(m);
      }
      ExampleMatrix aPrev = l == 0 ? x : layers.get(l - 1).output();
      layer.backward(aPrev, gradient, l == 0 ? null : layers.get(l - 1), m);
    }
    readWeightGradients(gradient);
    return lossSum(m);
  }

  /**
   * Runs the matrix products of {@link #gradientSum} and nothing else, on whatever the memory
   * holds: what a benchmark compares it with.
   */
  public void products(int m) {
    for (int l = layers.size() - 1; l >= 0; l--) {
      DenseLayer previous = l == 0 ? null : layers.get(l - 1);
      layers.get(l).products(previous == null ? x : previous.output(), previous, m);
    }
  }

  private void readWeightGradients(float[] gradient) {
    for (int l = 0; l < topology.layerCount(); l++) {
      int from = topology.weightsOffset(l);
      gradientNative.get(from, gradient, from, topology.biasOffset(l) - from);
    }
  }

  private Activation outputActivation() {
    return topology.activations().get(topology.layerCount() - 1);
  }

  private DenseLayer last() {
    return layers.get(layers.size() - 1);
  }

  @Override
  public String toString() {
    return "Network" + topology.widths() + Arrays.toString(topology.activations().toArray());
  }
}
