package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.BatchPlan;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.data.DealtLanes;
import org.lockstep.data.Encoding;
import org.lockstep.model.Metrics;
import org.lockstep.optimization.Optimizer;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.lane.GradientSum;

/** Mini-batch gradient descent, with the cluster behind one word: the exchange. */
final class TrainingLoop {
  private final Exchange exchange;
  private final BatchPlan plan;
  private final Optimizer optimizer;
  private final Encoding encoding;
  private final @Nullable DealtLanes validation;
  private final TrainingListener listener;

  private double epochLoss;
  private @Nullable Metrics lastMetrics;

  TrainingLoop(
      Exchange exchange,
      BatchPlan plan,
      Optimizer optimizer,
      Encoding encoding,
      @Nullable DealtLanes validation,
      TrainingListener listener) {
    this.exchange = exchange;
    this.plan = plan;
    this.optimizer = optimizer;
    this.encoding = encoding;
    this.validation = validation;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param theta the parameters θ, updated in place
   * @param epochs passes over the examples
   * @throws UserException if the loss or a parameter is no longer a number
   */
  void run(float[] theta, int epochs) {
    float[][] state = new float[optimizer.stateCount()][theta.length];
    for (int epoch = 0; epoch < epochs; epoch++) {
      double lossSum = 0;
      long firstIteration = (long) epoch * plan.iterationsPerEpoch();
      for (long k = firstIteration; k < firstIteration + plan.iterationsPerEpoch(); k++) {
        Batch batch = plan.batch(k);

        // g = 1/m Σ ∂J/∂θ: executors return sums, so 1/m is applied here and nowhere else
        GradientSum sum = exchange.gradient(theta, batch);
        float[] gradient = sum.mean();

        // θ ← θ - η g
        long start = System.nanoTime();
        optimizer.step(theta, gradient, state, k);
        requireFinite(sum, theta, k);
        long update = System.nanoTime() - start;

        lossSum += sum.loss();
        listener.iterationDone(k + 1, sum.loss() / sum.examples(), exchange.timing(), update);
      }
      epochLoss = lossSum / plan.examples();
      lastMetrics =
          validation == null ? null : exchange.metrics(theta, validation).metrics(encoding);
      listener.epochDone(epoch + 1, epochLoss, lastMetrics);
    }
  }

  private static void requireFinite(GradientSum sum, float[] theta, long iteration) {
    float total = 0; // NaN as soon as one of them is not finite
    for (float parameter : theta) {
      total += parameter * 0f;
    }
    if (!Double.isFinite(sum.loss()) || Float.isNaN(total)) {
      throw new UserException(
          "training diverged: the loss is %s at iteration %d, and the weights are no longer finite"
              .formatted(sum.loss() / sum.examples(), iteration + 1),
          "training.optimizer.learning-rate",
          "choose a lower learning rate, or scale the features");
    }
  }

  /** The mean training loss of the last epoch. */
  double epochLoss() {
    return epochLoss;
  }

  /** The validation metrics after the last epoch. */
  @Nullable Metrics lastMetrics() {
    return lastMetrics;
  }
}
