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
  private final Stopping stopping;
  private final TrainingListener listener;

  private long iterations;
  private long modelIteration;
  private double epochLoss;
  private @Nullable Metrics lastMetrics;

  TrainingLoop(
      Exchange exchange,
      BatchPlan plan,
      Descent descent,
      Encoding encoding,
      @Nullable DealtLanes validation,
      Stopping stopping,
      TrainingListener listener) {
    this.exchange = exchange;
    this.plan = plan;
    this.descent = descent;
    this.encoding = encoding;
    this.validation = validation;
    this.stopping = stopping;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param theta the parameters θ, updated in place
   * @return why it has ended
   * @throws UserException if the loss, the gradient or a parameter is no longer finite
   */
  StopReason run(float[] theta) {
    long begin = System.nanoTime();
    StopReason reason = null;
    LossMean epochMean = new LossMean();
    for (long k = 0; reason == null; k++) {
      Batch batch = plan.batch(k);

      // g = Σ w ∂J/∂θ / Σ w: executors return sums, so they are divided here and nowhere else
      Objective meanLoss = at -> mean(exchange.gradient(at, batch), epochMean);

      // θ ← θ - η_k · direction(clip(g + λ ∂R/∂θ))
      long start = System.nanoTime();
      double loss = descent.step(theta, meanLoss, k);
      long now = System.nanoTime();

      epochMean.add(loss);
      iterations = k + 1;
      listener.iterationDone(iterations, loss, exchange.timing(), now - start);

      reason = stopping.limitReached(iterations, now - begin);
      if (validation != null && (reason != null || stopping.isJudgementDue(iterations))) {
        descent.requireFinite(theta, k);
        lastMetrics = exchange.metrics(theta, validation).metrics(encoding);
        StopReason verdict = stopping.judged(theta, lastMetrics, iterations);
        reason = verdict == null ? reason : verdict;
      }
      if (batch.to() == plan.examples() || reason != null) {
        descent.requireFinite(theta, k);
        epochLoss = epochMean.take();
        descent.evaluated(lastMetrics == null ? epochLoss : lastMetrics.loss());
        listener.epochDone(batch.epoch() + 1, epochLoss, lastMetrics);
      }
    }
    Metrics best = stopping.restoreBest(theta);
    lastMetrics = best == null ? lastMetrics : best;
    modelIteration = best == null ? iterations : stopping.bestIteration();
    return reason;
  }

  /** The mean loss of the examples that an epoch has visited, each with its weight. */
  static final class LossMean {
    private double loss;
    private double weight;
    private double batchWeight;

    private void add(double batchLoss) {
      loss += batchLoss * batchWeight;
      weight += batchWeight;
    }

    private double take() {
      double mean = loss / weight;
      loss = 0;
      weight = 0;
      return mean;
    }
  }

  private static Gradient mean(GradientSum sum, LossMean epochMean) {
    epochMean.batchWeight = sum.weight();
    return mean(sum);
  }

  /** The weighted mean; 0, if no example of the batch has a weight. */
  static Gradient mean(GradientSum sum) {
    return new Gradient(sum.weight() == 0 ? 0 : sum.loss() / sum.weight(), sum.mean());
  }

  /** Iterations done. */
  long iterations() {
    return iterations;
  }

  /** The iteration after which the parameters were as they are now. */
  long modelIteration() {
    return modelIteration;
  }

  /** The mean training loss of the last epoch. */
  double epochLoss() {
    return epochLoss;
  }

  /** The last validation metrics, or those of the best parameters if they were restored. */
  @Nullable Metrics lastMetrics() {
    return lastMetrics;
  }
}
