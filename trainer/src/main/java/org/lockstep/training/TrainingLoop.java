package org.lockstep.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.BatchPlan;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.data.DealtLanes;
import org.lockstep.encoding.Encoding;
import org.lockstep.model.Digest;
import org.lockstep.model.Metrics;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.Gradient;
import org.lockstep.optimization.Objective;
import org.lockstep.optimization.Ranges;
import org.lockstep.training.checkpoint.Checkpoint;
import org.lockstep.training.checkpoint.Checkpoints;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.checkpoint.Progress;
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
  private final BooleanSupplier stopRequested;
  private final Checkpoints checkpoints;
  private final TrainingListener listener;

  private final List<EpochResult> epochs = new ArrayList<>();
  private long iterations;
  private long nanosBefore;
  private double epochLoss;
  private double epochWeight;
  private double batchWeight;
  private float[] gradient = {};
  private @Nullable Metrics lastMetrics;
  private long lastMetricsIteration;
  private long modelIteration;

  TrainingLoop(
      Exchange exchange,
      BatchPlan plan,
      Descent descent,
      Encoding encoding,
      @Nullable DealtLanes validation,
      Stopping stopping,
      BooleanSupplier stopRequested,
      Checkpoints checkpoints,
      TrainingListener listener) {
    this.exchange = exchange;
    this.plan = plan;
    this.descent = descent;
    this.encoding = encoding;
    this.validation = validation;
    this.stopping = stopping;
    this.stopRequested = stopRequested;
    this.checkpoints = checkpoints;
    this.listener = listener;
  }

  /** A loop that nobody stops, saves or hears of. */
  TrainingLoop(
      Exchange exchange,
      BatchPlan plan,
      Descent descent,
      Encoding encoding,
      @Nullable DealtLanes validation,
      Stopping stopping) {
    this(
        exchange,
        plan,
        descent,
        encoding,
        validation,
        stopping,
        () -> false,
        Checkpoints.NONE,
        new TrainingListener() {});
  }

  /** Goes on where a run has been before; the descent knows where that is. */
  void restore(Checkpoint checkpoint) {
    Progress progress = checkpoint.progress();
    iterations = progress.iteration();
    nanosBefore = progress.nanos();
    epochLoss = progress.epochLoss();
    epochWeight = progress.epochWeight();
    lastMetrics = progress.validation();
    lastMetricsIteration = progress.validationIteration();
    epochs.addAll(progress.epochs());
    stopping.restore(progress.stopping(), checkpoint.vectors().get(Checkpoint.BEST));
  }

  /**
   * Trains.
   *
   * @param theta the parameters θ, updated in place
   * @return why it has ended
   * @throws UserException if the loss, the gradient or a parameter is no longer finite
   */
  StopReason run(float[] theta) {
    long begin = System.nanoTime() - nanosBefore;
    StopReason reason = iterations == 0 ? null : stopping.ended(iterations, nanosBefore);
    while (reason == null) {
      long k = iterations;
      Batch batch = plan.batch(k);

      // g = Σ w ∂J/∂θ / Σ w: executors return sums, so they are divided here and nowhere else
      Objective meanLoss =
          at -> kept(mean(weighed(exchange.gradient(at, batch)), exchange.ranges()));

      // θ ← θ - η_k · direction(clip(g + λ ∂R/∂θ))
      double learningRate = descent.learningRate(k);
      long start = System.nanoTime();
      double loss = descent.step(theta, meanLoss, k, exchange.ranges());
      long now = System.nanoTime();

      iterations = k + 1;
      epochLoss += loss * batchWeight;
      epochWeight += batchWeight;
      boolean endsEpoch = batch.to() == plan.examples();
      listener.iterationDone(
          new IterationResult(
              iterations,
              batch.epoch() + 1,
              endsEpoch,
              loss,
              learningRate,
              theta,
              gradient,
              exchange.timing(),
              now - start));

      if (stopping.isJudgementDue(iterations)) {
        judge(theta);
      }
      if (endsEpoch) {
        endEpoch(theta);
      }
      reason = stopping.ended(iterations, now - begin);
      if (reason == null && (stopRequested.getAsBoolean() || listener.wantsToStop())) {
        reason = StopReason.STOPPED;
      }
      checkpoints.iterationDone(iterations, end(reason), () -> checkpoint(theta, begin));
    }
    if (reason != StopReason.STOPPED) {
      conclude(theta);
    }
    return reason;
  }

  private static Checkpoints.End end(@Nullable StopReason reason) {
    if (reason == null) {
      return Checkpoints.End.NOT_YET;
    }
    return reason == StopReason.STOPPED ? Checkpoints.End.STOPPED : Checkpoints.End.FINISHED;
  }

  private void judge(float[] theta) {
    if (validation == null) {
      return;
    }
    descent.requireFinite(theta, iterations - 1);
    long start = System.nanoTime();
    lastMetrics = exchange.metrics(theta, validation).metrics(encoding);
    lastMetricsIteration = iterations;
    listener.validated(iterations, lastMetrics, System.nanoTime() - start);
    stopping.judged(theta, lastMetrics, iterations);
  }

  /** Ends an epoch, or what there was of it. */
  private void endEpoch(float[] theta) {
    descent.requireFinite(theta, iterations - 1);
    double loss = epochLoss / epochWeight;
    descent.evaluated(lastMetrics == null ? loss : lastMetrics.loss());
    int epoch = plan.batch(iterations - 1).epoch() + 1;
    EpochResult result = new EpochResult(epoch, iterations, loss, lastMetrics, Digest.of(theta));
    epochs.add(result);
    epochLoss = 0;
    epochWeight = 0;
    listener.epochDone(result);
  }

  /** Judges the model as it is at the end, wherever that is; a longer run does not come here. */
  private void conclude(float[] theta) {
    if (lastMetricsIteration != iterations) {
      judge(theta);
    }
    if (iterations % plan.iterationsPerEpoch() != 0) {
      endEpoch(theta);
    }
    Metrics best = stopping.restoreBest(theta);
    lastMetrics = best == null ? lastMetrics : best;
    modelIteration = best == null ? iterations : stopping.bestIteration();
  }

  private Checkpoint checkpoint(float[] theta, long begin) {
    SortedMap<String, float[]> vectors = new TreeMap<>();
    vectors.put(Checkpoint.PARAMETERS, theta.clone());
    float[] best = stopping.bestParameters();
    if (best != null) {
      vectors.put(Checkpoint.BEST, best);
    }
    float[][] remembered = descent.state().optimizer().vectors();
    for (int i = 0; i < remembered.length; i++) {
      vectors.put(Checkpoint.optimizerVector(i), remembered[i].clone());
    }
    Progress progress =
        new Progress(
            iterations,
            System.nanoTime() - begin,
            epochLoss,
            epochWeight,
            lastMetrics,
            lastMetricsIteration,
            stopping.state(),
            list(descent.state().optimizer().numbers()),
            list(descent.state().schedule()),
            epochs);
    return new Checkpoint(progress, vectors);
  }

  private static List<Double> list(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private GradientSum weighed(GradientSum sum) {
    batchWeight = sum.weight();
    return sum;
  }

  private Gradient kept(Gradient mean) {
    gradient = mean.values();
    return mean;
  }

  /** The weighted mean; 0, if no example of the batch has a weight. */
  static Gradient mean(GradientSum sum) {
    return mean(sum, Ranges.WHOLE);
  }

  static Gradient mean(GradientSum sum, Ranges ranges) {
    return new Gradient(sum.weight() == 0 ? 0 : sum.loss() / sum.weight(), sum.mean(ranges));
  }

  /** Iterations done. */
  long iterations() {
    return iterations;
  }

  /** The iteration after which the parameters were as they are now. */
  long modelIteration() {
    return modelIteration;
  }

  /** How all epochs have gone, those before the run was resumed too. */
  List<EpochResult> epochs() {
    return epochs;
  }

  /** The mean training loss of the last epoch, as far as that has come. */
  double epochLoss() {
    return epochs.get(epochs.size() - 1).loss();
  }

  /** The last validation metrics, or those of the best parameters if they were restored. */
  @Nullable Metrics lastMetrics() {
    return lastMetrics;
  }
}
