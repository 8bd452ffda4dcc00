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
  /** Floats of a line of the cache. */
  private static final int LINE = 16;

  private final ChainedProduct product;
  private final int inputs;
  private final int outputs;
  private final int weightsOffset;
  private final int biasOffset;

  /** Wᵀ, whose rows begin {@link #stride} elements apart. */
  private final float[] transposed;

  private final int stride;
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
    stride = stride(outputs);
    transposed = new float[Math.multiplyExact(inputs, stride)];
    zeros = Matrix.rowByRow(new float[inputs], 0, 1, inputs);
  }

  /** An odd number of lines of the cache: rows a power of two apart would evict each other. */
  private static int stride(int outputs) {
    return LINE * ((outputs + LINE - 1) / LINE | 1);
  }

  @Override
  public void load(float[] theta) {
    this.theta = theta;
    transpose();
  }

  /** Eight rows at a time, so that what is written is contiguous in part. */
  private void transpose() {
    int r = 0;
    for (; r + 8 <= outputs; r += 8) {
      transposeEight(theta, weightsOffset + r * inputs, inputs, transposed, r, stride);
    }
    for (; r < outputs; r++) {
      for (int c = 0; c < inputs; c++) {
        transposed[c * stride + r] = theta[weightsOffset + r * inputs + c];
      }
    }
  }

  private static void transposeEight(
      float[] from, int offset, int columns, float[] to, int column, int stride) {
    for (int c = 0; c < columns; c++) {
      int t = c * stride + column;
      int f = offset + c;
      to[t] = from[f];
      to[t + 1] = from[f + columns];
      to[t + 2] = from[f + 2 * columns];
      to[t + 3] = from[f + 3 * columns];
      to[t + 4] = from[f + 4 * columns];
      to[t + 5] = from[f + 5 * columns];
      to[t + 6] = from[f + 6 * columns];
      to[t + 7] = from[f + 7 * columns];
    }
  }

  /** Each chain of Z starts at its bias and goes over the inputs in order, as a prediction's do. */
  @Override
  public void forward(float[] aPrev, int m, float[] z) {
    this.aPrev = Matrix.rowByRow(aPrev, 0, m, inputs);
    product.multiply(
        Matrix.rowByRow(theta, biasOffset, 1, outputs),
        this.aPrev,
        Matrix.rowByRow(transposed, 0, inputs, outputs).withRowStride(stride),
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
