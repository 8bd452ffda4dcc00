package org.lockstep.network;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One fully connected layer: forward and backward, one above the other.
 *
 * <p>Products run in native memory; everything element by element runs on the heap between two
 * copies. Bulk copies cost a fraction of what they save: plain loops over arrays from 0 to their
 * end are what the JIT turns into vector instructions, and loops over native buffers are not.
 */
final class DenseLayer {
  private final int layer;
  private final Activation activation;
  private final @Nullable LayerNorm norm;
  private final @Nullable Dropout dropout;
  private final int inputs;
  private final int outputs;
  private final FloatPointer w;
  private final FloatPointer dw;
  private final int biasOffset;
  private final ExampleMatrix aNative;
  private final ExampleMatrix dzNative;

  private final float[] mask;
  private final float[] kept;

  /**
   * Weighted inputs (normalised, where the layer does that), activations before dropout, and their
   * error; (outputs, m), column by column.
   */
  final float[] z;

  final float[] a;
  final float[] dz;

  /**
   * Creates a layer, with its memory.
   *
   * @param layer its number, from 0
   * @param parameters the network's, in native memory
   * @param gradient the network's, in native memory
   * @param capacity most examples of a batch
   */
  DenseLayer(Topology topology, int layer, INDArray parameters, INDArray gradient, int capacity) {
    this.layer = layer;
    this.activation = topology.activations().get(layer);
    this.inputs = topology.inputs(layer);
    this.outputs = topology.outputs(layer);
    this.w = Blas.pointer(parameters, topology.weightsOffset(layer));
    this.dw = Blas.pointer(gradient, topology.weightsOffset(layer));
    this.biasOffset = topology.biasOffset(layer);
    this.aNative = new ExampleMatrix(outputs, capacity);
    this.dzNative = new ExampleMatrix(outputs, capacity);
    this.z = new float[outputs * capacity];
    this.a = new float[outputs * capacity];
    this.dz = new float[outputs * capacity];
    this.norm =
        topology.isNormalized(layer)
            ? new LayerNorm(
                outputs, topology.scaleOffset(layer), topology.shiftOffset(layer), capacity)
            : null;
    this.dropout =
        topology.dropout() > 0 && topology.isHidden(layer) ? new Dropout(topology.dropout()) : null;
    this.mask = new float[dropout == null ? 0 : outputs * capacity];
    this.kept = new float[mask.length];
  }

  /**
   * Computes this layer's activations.
   *
   * <pre>
   *   Z = W A_prev + b        (outputs, m)
   *   Z ← LayerNorm(Z)        where the layer normalises
   *   A = g(Z)                (outputs, m)
   *   A ← A ⊙ M               where the layer drops units, in training
   * </pre>
   *
   * @param aPrev this layer's input, (inputs, m)
   * @param theta the parameter vector, for b
   * @param visits the key of each example's dropout; null for none
   */
  void forward(ExampleMatrix aPrev, float[] theta, CounterRandom @Nullable [] visits, int m) {
    aNative.fillColumns(theta, biasOffset, m);
    Blas.addWeighted(w, aPrev.pointer(), aNative.pointer(), outputs, inputs, m);
    aNative.get(z, m);
    if (norm != null) {
      norm.forward(z, theta, m);
    }
    activation.apply(z, a, outputs, m);
    if (dropout == null || visits == null) {
      aNative.put(a, m);
      return;
    }
    for (int j = 0; j < m; j++) {
      dropout.mask(visits[j], layer, mask, j * outputs, outputs);
    }
    for (int i = 0; i < outputs * m; i++) {
      kept[i] = a[i] * mask[i];
    }
    aNative.put(kept, m);
  }

  /** A of the last {@link #forward}, where the next layer's products read it. */
  ExampleMatrix output() {
    return aNative;
  }

  /**
   * Turns the error of what {@link #forward} gave into that of its Z, in place.
   *
   * <pre>
   *   dA ← dA ⊙ M
   *   dZ = dA ⊙ g'(Z)         (outputs, m)
   * </pre>
   */
  void throughActivation(int m) {
    if (dropout != null) {
      for (int i = 0; i < outputs * m; i++) {
        dz[i] *= mask[i];
      }
    }
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
   * @param theta the parameter vector
   * @param gradient the gradient vector, where db, dγ and dβ are written
   * @param previous the layer below, whose error is written; null for the first layer
   */
  void backward(
      ExampleMatrix aPrev, float[] theta, float[] gradient, @Nullable DenseLayer previous, int m) {
    if (norm != null) {
      norm.backward(dz, theta, gradient, m);
    }
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
