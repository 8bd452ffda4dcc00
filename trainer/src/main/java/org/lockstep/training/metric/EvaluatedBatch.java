package org.lockstep.training.metric;

/**
 * Examples with the network's outputs for them.
 *
 * <p>The arrays belong to the network: valid only during the callback; do not modify or keep them.
 */
public final class EvaluatedBatch {
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
   * @param targets Y, (n, m), column by column; classes are one-hot
   * @param outputs A, (n, m), column by column
   * @param weights of the m examples
   * @param n number of outputs
   * @param m number of examples
   */
  public EvaluatedBatch(
      double loss, float[] targets, float[] outputs, float[] weights, int n, int m) {
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

  /** The class of example {@code j}, by its one-hot target. */
  public int label(int j) {
    int label = 0;
    while (targets[j * n + label] != 1f) {
      label++;
    }
    return label;
  }
}
