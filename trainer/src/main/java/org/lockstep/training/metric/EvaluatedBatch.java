package org.lockstep.training.metric;

import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;

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

  /**
   * The same batch with targets and predictions in the units of the data, each on its own, if the
   * numbers are transformed; without a transform the metrics scale their sums instead. The loss is
   * that of the outputs as they are, the predictions are {@linkplain #clipped clipped}.
   */
  public EvaluatedBatch inUnitsOf(TargetEncoding target) {
    EvaluatedBatch clipped = clipped(target);
    return target instanceof TargetEncoding.Numbers numbers && numbers.transform() != Transform.NONE
        ? new EvaluatedBatch(
            loss, unscaled(numbers, targets), unscaled(numbers, clipped.outputs), weights, n, m)
        : clipped;
  }

  /** The same batch with outputs in the range of the predictions, if they have one. */
  public EvaluatedBatch clipped(TargetEncoding target) {
    if (!(target instanceof TargetEncoding.Numbers numbers) || numbers.range() == null) {
      return this;
    }
    float[] clipped = new float[n * m];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = numbers.clipped(i % n, outputs[i]);
    }
    return new EvaluatedBatch(loss, targets, clipped, weights, n, m);
  }

  private float[] unscaled(TargetEncoding.Numbers numbers, float[] scaled) {
    float[] unscaled = new float[n * m];
    for (int i = 0; i < unscaled.length; i++) {
      unscaled[i] = (float) numbers.unscaled(i % n, scaled[i]);
    }
    return unscaled;
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
