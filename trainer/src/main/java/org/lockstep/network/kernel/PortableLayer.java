package org.lockstep.network.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The three products of a dense layer, each of whose elements is one chain of fused multiply-adds.
 *
 * <p>The operands are used in place, without copies: a column-major matrix of examples, read row by
 * row, is its transpose. Only the forward product needs a copy, of Wᵀ, which is reused until the
 * parameters change.
 */
public final class PortableLayer implements LayerProducts {
  private final ChainedProduct product;
  private final int inputs;
  private final int outputs;
  private final int weightsOffset;
  private final int biasOffset;

  /** Wᵀ, (inputs, outputs). */
  private final Panels transposed;

  private final Matrix zeros;
  private float[] theta = new float[0];
  private Matrix aPrev = Matrix.rowByRow(theta, 0, 0, 0);

  /**
   * Allocates the memory for Wᵀ.
   *
   * @param product computes all three products; layers of one thread may share it
   * @param weightsOffset where W, (outputs, inputs), begins in the parameter vector, and dW in the
   *     gradient
   * @param biasOffset where b, (outputs, 1), begins in the parameter vector
   */
  public PortableLayer(
      ChainedProduct product, int inputs, int outputs, int weightsOffset, int biasOffset) {
    this.product = product;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weightsOffset = weightsOffset;
    this.biasOffset = biasOffset;
    transposed = new Panels(inputs, outputs, product.panelWidth(outputs));
    zeros = Matrix.rowByRow(new float[inputs], 0, 1, inputs);
  }

  @Override
  public void load(float[] theta) {
    this.theta = theta;
    transposed.setTransposed(theta, weightsOffset);
  }

  /** Each chain of Z starts at its bias and goes over the inputs in order, as a prediction's do. */
  @Override
  public void forward(float[] aPrev, int m, float[] z) {
    this.aPrev = Matrix.rowByRow(aPrev, 0, m, inputs);
    product.multiply(
        Matrix.rowByRow(theta, biasOffset, 1, outputs),
        this.aPrev,
        transposed,
        Matrix.rowByRow(z, 0, m, outputs));
  }

  /** The chains of dW go over the examples, those of dA_prev over the outputs; all start at 0. */
  @Override
  public void backward(float[] dz, int m, float[] gradient, float @Nullable [] daPrev) {
    Matrix dzRows = Matrix.rowByRow(dz, 0, m, outputs);
    product.multiply(
        zeros,
        dzRows.transposed(),
        aPrev,
        Matrix.rowByRow(gradient, weightsOffset, outputs, inputs));
    if (daPrev != null) {
      product.multiply(
          zeros,
          dzRows,
          Matrix.rowByRow(theta, weightsOffset, outputs, inputs),
          Matrix.rowByRow(daPrev, 0, m, inputs));
    }
  }
}
