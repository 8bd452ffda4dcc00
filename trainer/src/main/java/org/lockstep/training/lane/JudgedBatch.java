package org.lockstep.training.lane;

/**
 * Some examples and what the network said of them.
 *
 * <p>The arrays are the network's own: to be read before it goes on, not to be kept.
 */
public final class JudgedBatch {
  private final double loss;
  private final float[] targets;
  private final float[] outputs;
  private final float[] weights;
  private final int n;
  private final int m;

  /**
   * Creates a batch.
   *
   * @param loss Σ w J
   * @param targets (n, m), column by column; a class is a 1 among zeros
   * @param outputs (n, m), column by column
   * @param weights of the m examples
   */
  public JudgedBatch(double loss, float[] targets, float[] outputs, float[] weights, int n, int m) {
    this.loss = loss;
    this.targets = targets;
    this.outputs = outputs;
    this.weights = weights;
    this.n = n;
    this.m = m;
  }

  /** Σ w J. */
  public double loss() {
    return loss;
  }

  /** Y, (n, m), column by column. */
  public float[] targets() {
    return targets;
  }

  /** A, (n, m), column by column. */
  public float[] outputs() {
    return outputs;
  }

  /** The examples' weights. */
  public float[] weights() {
    return weights;
  }

  /** Number of outputs. */
  public int n() {
    return n;
  }

  /** Number of examples. */
  public int m() {
    return m;
  }

  /** The class of example {@code j}. */
  public int label(int j) {
    int label = 0;
    while (targets[j * n + label] != 1f) {
      label++;
    }
    return label;
  }
}
