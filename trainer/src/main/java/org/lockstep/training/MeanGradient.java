package org.lockstep.training;

import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.optimization.Gradient;
import org.lockstep.optimization.Objective;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.lane.GradientSum;

/**
 * The loss of one mini-batch and its gradient, both weighted means over its examples.
 *
 * <pre>
 *   J = Σ w J_i / Σ w          g = Σ w ∂J_i/∂θ / Σ w
 * </pre>
 *
 * <p>Executors return sums, so they are divided here and nowhere else: the mean is exact however
 * unevenly the examples fall. The optimizer asks for it once a step, or several times (L-BFGS).
 */
final class MeanGradient implements Objective {
  private final Exchange exchange;
  private final Batch batch;
  private float[] last = {};
  private double weight;

  MeanGradient(Exchange exchange, Batch batch) {
    this.exchange = exchange;
    this.batch = batch;
  }

  @Override
  public Gradient at(float[] theta) {
    GradientSum sum = exchange.gradient(theta, batch);
    weight = sum.weight();
    last = sum.mean(exchange.elementwiseExecutor());
    return new Gradient(meanLoss(sum), last);
  }

  /** The same of a sum that has been added up already. */
  static Gradient of(GradientSum sum) {
    return new Gradient(meanLoss(sum), sum.mean());
  }

  private static double meanLoss(GradientSum sum) {
    return sum.weight() == 0 ? 0 : sum.loss() / sum.weight();
  }

  /** The gradient that was computed last, as the optimizer has left it. */
  float[] last() {
    return last;
  }

  /** Σ w: the weights of the mini-batch's examples. */
  double weight() {
    return weight;
  }
}
