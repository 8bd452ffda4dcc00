package org.lockstep.network.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The matrix products of one dense layer, with the memory that they need.
 *
 * <p>Matrices of examples are stored column by column, W and dW row by row at their place in the
 * parameter and the gradient vector. Not thread-safe.
 */
public interface LayerProducts {
  /**
   * Sets the parameters for the following computations.
   *
   * @param theta the parameter vector; it must not change until the next call
   */
  void load(float[] theta);

  /**
   * Computes Z = W A_prev + b.
   *
   * @param aPrev the layer's inputs, (inputs, m)
   * @param z receives the weighted inputs, (outputs, m)
   */
  void forward(float[] aPrev, int m, float[] z);

  /**
   * Computes dW = dZ A_prevᵀ and dA_prev = Wᵀ dZ. A_prev is that of the last {@link #forward}, and
   * must not have changed.
   *
   * @param dz error of the weighted inputs, (outputs, m)
   * @param gradient the gradient vector, where dW is written
   * @param daPrev receives the error of the inputs, (inputs, m); null if it is not needed
   */
  void backward(float[] dz, int m, float[] gradient, float @Nullable [] daPrev);
}
