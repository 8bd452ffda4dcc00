package org.lockstep.training;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.model.Metrics;
import org.lockstep.optimization.Descent;
import org.lockstep.training.checkpoint.Checkpoint;
import org.lockstep.training.checkpoint.Checkpoints;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.lane.MeanVector;

/** Mini-batch gradient descent; all access to the cluster is in the {@link Exchange}. */
final class TrainingLoop {
  private final Exchange exchange;
  private final BatchPlan plan;
  private final Descent descent;
  private final Validator validator;
  private final Stopping stopping;
  private final RunControl control;
  private final LoopProgress progress = new LoopProgress();
  private final MeanVector vector;
  private long modelIteration;

  /** Creates the loop of one run. */
  TrainingLoop(
      Exchange exchange,
      BatchPlan plan,
      Descent descent,
      Validator validator,
      Stopping stopping,
      RunControl control) {
    this.exchange = exchange;
    this.plan = plan;
    this.descent = descent;
    this.validator = validator;
    this.stopping = stopping;
    this.control = control;
    vector = new MeanVector(descent.keepsZeros());
  }

  /** Restores the progress of a checkpoint; the descent has its own state already. */
  void restore(Checkpoint checkpoint) {
    progress.restore(checkpoint.progress());
    stopping.restore(checkpoint.progress().stopping(), checkpoint.vectors().get(Checkpoint.BEST));
  }

  /**
   * Trains.
   *
   * @param theta the parameters θ, updated in place
   * @return why it ended
   * @throws UserException if the loss, the gradient or a parameter is no longer finite
   */
  StopReason run(float[] theta) {
    long begin = System.nanoTime() - progress.nanosBefore();
    StopReason reason =
        iterations() == 0 ? null : stopping.ended(iterations(), progress.nanosBefore());
    while (reason == null) {
      long k = iterations();
      Batch batch = plan.batch(k);

      // g = Σ w ∂J/∂θ / Σ w, summed by the executors
      MeanGradient gradient = new MeanGradient(exchange, batch, vector);

      // θ ← θ - η_k · direction(clip(g + λ ∂R/∂θ))
      double learningRate = descent.learningRate(k);
      long start = System.nanoTime();
      double loss = descent.step(theta, gradient, k);
      long nanos = System.nanoTime() - start;

      progress.iterationDone(loss, gradient.weight());
      boolean endsEpoch = batch.to() == plan.examples();
      IterationResult.Position position =
          new IterationResult.Position(iterations(), batch.epoch() + 1, endsEpoch);
      IterationResult.Times times = new IterationResult.Times(exchange.timing(), nanos);
      control
          .listener()
          .iterationDone(
              new IterationResult(position, loss, learningRate, theta, gradient.last(), times));

      if (stopping.isValidationDue(iterations())) {
        validate(theta);
      }
      if (endsEpoch) {
        endEpoch(theta);
      }
      reason = stopping.ended(iterations(), start + nanos - begin);
      if (reason == null && control.wantsToEnd()) {
        reason = StopReason.LISTENER;
      }
      if (reason == null && control.wantsToStop()) {
        reason = StopReason.STOPPED;
      }
      control
          .checkpoints()
          .iterationDone(iterations(), end(reason), () -> checkpoint(theta, begin));
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

  private void validate(float[] theta) {
    if (validator.examples() == null) {
      return;
    }
    descent.requireFinite(theta, iterations() - 1);
    long start = System.nanoTime();
    Metrics metrics = validator.metrics(theta, validator.examples());
    progress.validated(metrics);
    control.listener().validated(iterations(), metrics, System.nanoTime() - start);
    stopping.validated(theta, metrics, iterations());
  }

  /** Ends an epoch, or a part of one at the end of a run. */
  private void endEpoch(float[] theta) {
    descent.requireFinite(theta, iterations() - 1);
    Metrics metrics = progress.validation();
    descent.evaluated(
        metrics == null ? progress.meanEpochLoss() : metrics.asLoss(descent.watched()));
    int epoch = plan.batch(iterations() - 1).epoch() + 1;
    control.listener().epochDone(progress.endEpoch(epoch, theta));
  }

  /**
   * Runs the final validation and closes a partial epoch. Not called when the run is stopped to be
   * resumed.
   */
  private void conclude(float[] theta) {
    if (!progress.isValidated()) {
      validate(theta);
    }
    if (iterations() % plan.iterationsPerEpoch() != 0) {
      endEpoch(theta);
    }
    Metrics best = stopping.restoreBest(theta);
    if (best != null) {
      progress.restored(best);
    }
    modelIteration = best == null ? iterations() : stopping.bestIteration();
  }

  private Checkpoint checkpoint(float[] theta, long begin) {
    return progress.checkpoint(theta, descent.state(), stopping, System.nanoTime() - begin);
  }

  /** Iterations done. */
  long iterations() {
    return progress.iterations();
  }

  /** The iteration whose parameters the model has. */
  long modelIteration() {
    return modelIteration;
  }

  /** All finished epochs, those before the run was resumed included. */
  List<EpochResult> epochs() {
    return progress.epochs();
  }

  /** Mean training loss of the last epoch, which may be a part of one. */
  double epochLoss() {
    List<EpochResult> epochs = progress.epochs();
    return epochs.get(epochs.size() - 1).loss();
  }

  /** The last validation metrics, or those of the best parameters if they were restored. */
  @Nullable Metrics lastMetrics() {
    return progress.validation();
  }
}
