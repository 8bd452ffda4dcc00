package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.BatchPlan;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.data.DealtLanes;
import org.lockstep.data.Encoding;
import org.lockstep.model.Metrics;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.Gradient;
import org.lockstep.optimization.Objective;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.lane.GradientSum;

/** Mini-batch gradient descent, with the cluster behind one word: the exchange. */
final class TrainingLoop {
  private final Exchange exchange;
  private final BatchPlan plan;
  private final Descent descent;
  private final Encoding encoding;
  private final @Nullable DealtLanes validation;
  private final TrainingListener listener;

  private double epochLoss;
  private @Nullable Metrics lastMetrics;

  TrainingLoop(
      Exchange exchange,
      BatchPlan plan,
      Descent descent,
      Encoding encoding,
      @Nullable DealtLanes validation,
      TrainingListener listener) {
    this.exchange = exchange;
    this.plan = plan;
    this.descent = descent;
    this.encoding = encoding;
    this.validation = validation;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param theta the parameters θ, updated in place
   * @param epochs passes over the examples
   * @throws UserException if the loss, the gradient or a parameter is no longer finite
   */
  void run(float[] theta, int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      double lossSum = 0;
      long nextEpoch = (epoch + 1L) * plan.iterationsPerEpoch();
      for (long k = nextEpoch - plan.iterationsPerEpoch(); k < nextEpoch; k++) {
        Batch batch = plan.batch(k);

        // g = 1/m Σ ∂J/∂θ: executors return sums, so 1/m is applied here and nowhere else
        Objective meanLoss = at -> mean(exchange.gradient(at, batch));

        // θ ← θ - η_k · direction(clip(g + λ ∂R/∂θ))
        long start = System.nanoTime();
        double loss = descent.step(theta, meanLoss, k);
        long nanos = System.nanoTime() - start;

        lossSum += loss * batch.size();
        listener.iterationDone(k + 1, loss, exchange.timing(), nanos);
      }
      descent.requireFinite(theta, nextEpoch - 1);
      epochLoss = lossSum / plan.examples();
      lastMetrics =
          validation == null ? null : exchange.metrics(theta, validation).metrics(encoding);
      descent.evaluated(lastMetrics == null ? epochLoss : lastMetrics.loss());
      listener.epochDone(epoch + 1, epochLoss, lastMetrics);
    }
  }

  static Gradient mean(GradientSum sum) {
    return new Gradient(sum.loss() / sum.examples(), sum.mean());
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
