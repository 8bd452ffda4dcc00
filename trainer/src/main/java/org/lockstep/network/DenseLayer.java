package org.lockstep.network;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.input.SparseProduct;
import org.lockstep.network.kernel.LayerProducts;

/**
 * One fully connected layer: forward and backward.
 *
 * <p>{@link LayerProducts} computes the matrix products. Element-wise steps are plain loops over
 * whole arrays on the heap, which the JIT vectorises, unlike loops over native buffers. A kernel
 * that needs native memory copies in bulk, which costs a fraction of what the vectorised loops
 * save.
 */
final class DenseLayer {
  private final int layer;
  private final Activation activation;
  private final @Nullable LayerNorm norm;
  private final @Nullable ParametricActivation parametric;
  private @Nullable Dropout dropout;
  private final LayerProducts products;

  /** Of the first layer, if it has sparse inputs. */
  private final @Nullable SparseProduct sparse;

  private final int outputs;
  private final int biasOffset;

  private final float[] mask;
  private final float[] kept;
  private float[] output;

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
   * @param products computes its matrix products
   * @param sparse computes that of the layer's sparse inputs; null if it has none
   * @param capacity most examples of a batch
   */
  DenseLayer(
      Topology topology,
      int layer,
      LayerProducts products,
      @Nullable SparseProduct sparse,
      int capacity) {
    this.layer = layer;
    this.activation = topology.activations().get(layer);
    this.products = products;
    this.sparse = sparse;
    this.outputs = topology.outputs(layer);
    this.biasOffset = topology.biasOffset(layer);
    this.z = new float[Math.multiplyExact(outputs, capacity)];
    this.a = new float[outputs * capacity];
    this.dz = new float[outputs * capacity];
    this.norm =
        topology.isNormalized(layer)
            ? new LayerNorm(
                outputs, topology.scaleOffset(layer), topology.shiftOffset(layer), capacity)
            : null;
    this.dropout =
        topology.dropout() > 0 && topology.isHidden(layer) ? new Dropout(topology.dropout()) : null;
    this.parametric =
        topology.isParametric(layer) ? new ParametricActivation(topology, layer, capacity) : null;
    this.mask = new float[dropout == null ? 0 : outputs * capacity];
    this.kept = new float[mask.length];
    this.output = a;
  }

  /**
   * Computes this layer's activations.
   *
   * <pre>
   *   Z = W A_prev + b        (outputs, m), and what {@link SparseProduct} adds
   *   Z ← LayerNorm(Z)        where the layer normalises
   *   A = g(Z)                (outputs, m), or what {@link ParametricActivation} makes of it
   *   A ← A ⊙ M               where the layer drops units, in training
   * </pre>
   *
   * @param aPrev this layer's input, (inputs, m)
   * @param theta the parameter vector, for γ, β and α
   * @param visits the key of each example's dropout; null for none
   */
  void forward(float[] aPrev, float[] theta, CounterRandom @Nullable [] visits, int m) {
    products.forward(aPrev, m, z);
    if (sparse != null) {
      sparse.forward(theta, z, m);
    }
    if (norm != null) {
      norm.forward(z, theta, m);
    }
    if (parametric == null) {
      activation.apply(z, a, outputs, m);
    } else {
      parametric.forward(z, a, theta, m);
    }
    if (dropout == null || visits == null) {
      output = a;
      return;
    }
    for (int j = 0; j < m; j++) {
      dropout.mask(visits[j], layer, mask, j * outputs, outputs);
    }
    for (int i = 0; i < outputs * m; i++) {
      kept[i] = a[i] * mask[i];
    }
    output = kept;
  }

  /** Sets the share of units that is dropped from now on, if the layer drops any. */
  void setDropout(double share) {
    dropout = dropout == null ? null : new Dropout(share);
  }

  /** A of the last {@link #forward}, after dropout. */
  float[] output() {
    return output;
  }

  /**
   * Converts the error of this layer's output to the error of its weighted inputs, in place.
   *
   * <pre>
   *   dA ← dA ⊙ M
   *   dZ = dA ⊙ g'(Z)         (outputs, m), or as {@link ParametricActivation} has it
   * </pre>
   *
   * @param theta the parameter vector, for α
   * @param gradient the gradient vector, for dα
   */
  void throughActivation(float[] theta, float[] gradient, int m) {
    if (dropout != null) {
      for (int i = 0; i < outputs * m; i++) {
        dz[i] *= mask[i];
      }
    }
    if (parametric == null) {
      activation.timesDerivative(dz, z, a, outputs, m);
    } else {
      parametric.backward(dz, z, theta, gradient, m);
    }
  }

  /**
   * Computes the gradients and the error of the layer below from dZ. The gradients are sums over
   * the examples, not divided by m.
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
   * @param theta the parameter vector
   * @param gradient the gradient vector
   * @param daPrev where the error of the input is written, (inputs, m); null if no one needs it
   */
  void backward(float[] theta, float[] gradient, float @Nullable [] daPrev, int m) {
    if (norm != null) {
      norm.backward(dz, theta, gradient, m);
    }
    products.backward(dz, m, gradient, daPrev);
    rowSums(dz, outputs, m, gradient, biasOffset);
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

  /** Runs only the matrix products of {@link #forward} and {@link #backward}. */
  void products(float[] aPrev, float[] gradient, float @Nullable [] daPrev, int m) {
    products.forward(aPrev, m, z);
    products.backward(dz, m, gradient, daPrev);
  }
}
