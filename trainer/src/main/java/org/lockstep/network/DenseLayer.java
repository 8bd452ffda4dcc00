package org.lockstep.network;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * One fully connected layer: forward and backward, one above the other.
 *
 * <p>Products run in native memory; everything element by element runs on the heap between two
 * copies. Bulk copies cost a fraction of what they save: plain loops over arrays from 0 to their
 * end are what the JIT turns into vector instructions, and loops over native buffers are not.
 */
final class DenseLayer {
  private final Activation activation;
  private final int inputs;
  private final int outputs;
  private final FloatPointer w;
  private final FloatPointer dw;
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
   * @param w its weights, (outputs, inputs) row by row: a place in the network's parameters
   * @param dw their gradient, of the same shape: a place in the network's gradient
   * @param biasOffset where the biases begin in the parameter vector, and db in the gradient
   * @param capacity most examples of a batch
   */
  DenseLayer(
      Activation activation,
      int inputs,
      int outputs,
      FloatPointer w,
      FloatPointer dw,
      int biasOffset,
      int capacity) {
    this.activation = activation;
    this.inputs = inputs;
    this.outputs = outputs;
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
    aNative.fillColumns(theta, biasOffset, m);
    Blas.addWeighted(w, aPrev.pointer(), aNative.pointer(), outputs, inputs, m);
    aNative.get(z, m);
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
    Blas.weightGradient(dzNative.pointer(), aPrev.pointer(), dw, outputs, inputs, m);
    rowSums(dz, outputs, m, gradient, biasOffset);
    if (previous != null) {
      Blas.inputError(w, dzNative.pointer(), previous.dzNative.pointer(), outputs, inputs, m);
      previous.dzNative.get(previous.dz, m);
    }
  }

  /** Writes the row sums of (n, m), each added from left to right, four columns at a time. */
  static void rowSums(float[] matrix, int n, int m, float[] sums, int to) {
    Arrays.fill(sums, to, to + n, 0f);
    int j = 0;
    for (; j + 4 <= m; j += 4) {
      addFourColumns(matrix, j * n, n, sums, to);
    }
    for (; j < m; j++) {
      for (int i = 0; i < n; i++) {
        sums[to + i] += matrix[j * n + i];
      }
    }
  }

  private static void addFourColumns(float[] matrix, int from, int n, float[] sums, int to) {
    for (int i = 0; i < n; i++) {
      int at = from + i;
      sums[to + i] =
          sums[to + i] + matrix[at] + matrix[at + n] + matrix[at + 2 * n] + matrix[at + 3 * n];
    }
  }

  /**
   * Runs the products of {@link #forward} and {@link #backward} alone, on what the memory holds.
   */
  void products(ExampleMatrix aPrev, @Nullable DenseLayer previous, int m) {
    Blas.addWeighted(w, aPrev.pointer(), aNative.pointer(), outputs, inputs, m);
    Blas.weightGradient(dzNative.pointer(), aPrev.pointer(), dw, outputs, inputs, m);
    if (previous != null) {
      Blas.inputError(w, dzNative.pointer(), previous.dzNative.pointer(), outputs, inputs, m);
    }
  }
}
