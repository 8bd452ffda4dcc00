package org.lockstep.network;

import static org.lockstep.network.Blas.Form.PLAIN;
import static org.lockstep.network.Blas.Form.TRANSPOSED;
import static org.lockstep.network.Blas.multiply;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One fully connected layer: forward and backward, one above the other.
 *
 * <p>Products run in native memory; everything element by element runs on the heap between two
 * copies, where the JIT vectorises it, which is faster than either ND4J's small operations or a
 * loop over the native buffer.
 */
final class DenseLayer {
  private final Activation activation;
  private final int outputs;
  private final INDArray w;
  private final INDArray dw;
  private final int biasOffset;
  private final ExampleMatrix aNative;
  private final ExampleMatrix dzNative;

  /** Weighted inputs, activations and their error; (outputs, m), column by column. */
  final float[] z;

  final float[] a;
  final float[] dz;

  /**
   * Creates a layer.
   *
   * @param w its weights, (outputs, inputs): a view of the network's parameters
   * @param dw their gradient, of the same shape: a view of the network's gradient
   * @param biasOffset where the biases begin in the parameter vector, and db in the gradient
   * @param capacity most examples of a batch
   */
  DenseLayer(Activation activation, INDArray w, INDArray dw, int biasOffset, int capacity) {
    this.activation = activation;
    this.outputs = w.rows();
    this.w = w;
    this.dw = dw;
    this.biasOffset = biasOffset;
    this.aNative = new ExampleMatrix(outputs, capacity);
    this.dzNative = new ExampleMatrix(outputs, capacity);
    this.z = new float[outputs * capacity];
    this.a = new float[outputs * capacity];
    this.dz = new float[outputs * capacity];
  }

  /**
   * Computes this layer's activations.
   *
   * <pre>
   *   Z = W A_prev + b        (outputs, m)
   *   A = g(Z)                (outputs, m)
   * </pre>
   *
   * @param aPrev this layer's input, (inputs, m)
   * @param theta the parameter vector, for b
   */
  void forward(ExampleMatrix aPrev, float[] theta, int m) {
    multiply(w, PLAIN, aPrev.columns(m), PLAIN, aNative.columns(m));
    aNative.get(z, m);
    for (int j = 0; j < outputs * m; j += outputs) {
      for (int i = 0; i < outputs; i++) {
        z[j + i] += theta[biasOffset + i];
      }
    }
    activation.apply(z, a, outputs, m);
    aNative.put(a, m);
  }

  /** A of the last {@link #forward}, where the next layer's products read it. */
  ExampleMatrix output() {
    return aNative;
  }

  /**
   * Turns the error of the activations into that of the weighted inputs, in place.
   *
   * <pre>
   *   dZ = dA ⊙ g'(Z)         (outputs, m)
   * </pre>
   */
  void throughActivation(int m) {
    activation.timesDerivative(dz, z, a, outputs, m);
  }

  /**
   * Sends dZ back through the weights. The gradients are sums over the examples, not divided by m.
   *
   * <pre>
   *   dW      = dZ A_prevᵀ         (outputs, inputs)
   *   db      = row sums of dZ     (outputs, 1)
   *   dA_prev = Wᵀ dZ              (inputs, m)
   * </pre>
   *
   * <p>Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating
   * errors", Nature 323, 1986; written here with examples as columns.
   *
   * @param aPrev this layer's input, (inputs, m)
   * @param gradient the gradient vector, where db is written
   * @param previous the layer below, whose error is written; null for the first layer
   */
  void backward(ExampleMatrix aPrev, float[] gradient, @Nullable DenseLayer previous, int m) {
    dzNative.put(dz, m);
    multiply(dzNative.columns(m), PLAIN, aPrev.columns(m), TRANSPOSED, dw);
    Arrays.fill(gradient, biasOffset, biasOffset + outputs, 0f);
    for (int j = 0; j < outputs * m; j += outputs) {
      for (int i = 0; i < outputs; i++) {
        gradient[biasOffset + i] += dz[j + i];
      }
    }
    if (previous != null) {
      multiply(w, TRANSPOSED, dzNative.columns(m), PLAIN, previous.dzNative.columns(m));
      previous.dzNative.get(previous.dz, m);
    }
  }
}
