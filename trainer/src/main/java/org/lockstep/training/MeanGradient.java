package org.lockstep.training;

import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.Objective;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MeanVector;

/**
 * The loss of one mini-batch and its gradient, both weighted means over its examples.
 *
 * <pre>
 *   J = Σ w J_i / Σ w          g = Σ w ∂J_i/∂θ / Σ w
 * </pre>
 *
 * <p>Executors return sums, which are divided only here, so that the mean is exact for lanes of any
 * size. Most optimizers compute it once per step, L-BFGS several times.
 */
final class MeanGradient implements Objective {
  private final Exchange exchange;
  private final Batch batch;
  private final MeanVector vector;
  private float[] last = {};
  private double weight;

  /**
   * Creates the mean of one mini-batch.
   *
   * @param vector of the run, which has the gradient until that of the next mini-batch
   */
  MeanGradient(Exchange exchange, Batch batch, MeanVector vector) {
    this.exchange = exchange;
    this.batch = batch;
    this.vector = vector;
  }

  @Override
  public Gradient at(float[] theta) {
    GradientSum sum = exchange.gradient(theta, batch);
    weight = sum.weight();
    Gradient mean = vector.of(sum);
    last = mean.values();
    return mean;
  }

  /** Computes the mean of a sum. */
  static Gradient of(GradientSum sum) {
    return new Gradient(sum.meanLoss(), sum.mean());
  }

  /** The last gradient, as modified by the optimizer. */
  float[] last() {
    return last;
  }

  /** Σ w: the weights of the mini-batch's examples. */
  double weight() {
    return weight;
  }
}
