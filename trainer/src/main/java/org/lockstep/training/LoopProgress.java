package org.lockstep.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Digest;
import org.lockstep.model.Metrics;
import org.lockstep.optimization.DescentState;
import org.lockstep.training.checkpoint.Checkpoint;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.checkpoint.Progress;

/** Progress of a running training: what a checkpoint saves besides parameters and optimizer. */
final class LoopProgress {
  private final List<EpochResult> epochs = new ArrayList<>();
  private long iterations;
  private long nanosBefore;
  private double epochLoss;
  private double epochWeight;
  private @Nullable Metrics validation;
  private long validationIteration;

  /** Restores the progress of a checkpoint. */
  void restore(Progress before) {
    iterations = before.position().iteration();
    nanosBefore = before.position().nanos();
    epochLoss = before.epochSum().epochLoss();
    epochWeight = before.epochSum().epochWeight();
    validation = before.lastValidation().validation();
    validationIteration = before.lastValidation().validationIteration();
    epochs.addAll(before.epochs());
  }

  /**
   * Counts an iteration.
   *
   * @param loss mean over the mini-batch
   * @param weight of the mini-batch's examples
   */
  void iterationDone(double loss, double weight) {
    iterations++;
    epochLoss += loss * weight;
    epochWeight += weight;
  }

  /** Sets the metrics of the current parameters. */
  void validated(Metrics metrics) {
    validation = metrics;
    validationIteration = iterations;
  }

  /** Replaces the metrics by those of the best parameters, which were restored. */
  void restored(Metrics best) {
    validation = best;
  }

  /** Ends an epoch, or a part of one at the end of a run. */
  EpochResult endEpoch(int epoch, float[] theta) {
    EpochResult result =
        new EpochResult(epoch, iterations, meanEpochLoss(), validation, Digest.of(theta));
    epochs.add(result);
    epochLoss = 0;
    epochWeight = 0;
    return result;
  }

  /** Mean loss of the current epoch's examples so far. */
  double meanEpochLoss() {
    return epochLoss / epochWeight;
  }

  /** Copies the state of the run, to resume it from here. */
  Checkpoint checkpoint(float[] theta, DescentState descent, Stopping stopping, long nanos) {
    SortedMap<String, float[]> vectors = new TreeMap<>();
    vectors.put(Checkpoint.PARAMETERS, theta.clone());
    float[] best = stopping.bestParameters();
    if (best != null) {
      vectors.put(Checkpoint.BEST, best);
    }
    float[][] remembered = descent.optimizer().vectors();
    for (int i = 0; i < remembered.length; i++) {
      vectors.put(Checkpoint.optimizerVector(i), remembered[i].clone());
    }
    Progress progress =
        new Progress(
            new Progress.Position(iterations, nanos),
            new Progress.EpochSum(epochLoss, epochWeight),
            new Progress.LastValidation(validation, validationIteration),
            stopping.state(),
            new Progress.Numbers(list(descent.optimizer().numbers()), list(descent.schedule())),
            epochs);
    return new Checkpoint(progress, vectors);
  }

  private static List<Double> list(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /** Iterations done. */
  long iterations() {
    return iterations;
  }

  /** Time of the iterations before the run was resumed. */
  long nanosBefore() {
    return nanosBefore;
  }

  /** Whether the current parameters were validated. */
  boolean isValidated() {
    return validationIteration == iterations;
  }

  /** The last validation metrics, or those of the best parameters if they were restored. */
  @Nullable Metrics validation() {
    return validation;
  }

  /** All finished epochs, those before the run was resumed included. */
  List<EpochResult> epochs() {
    return epochs;
  }
}
