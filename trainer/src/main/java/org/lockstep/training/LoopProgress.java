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

/** How far a run has come: what a checkpoint remembers beside parameters and optimizer. */
final class LoopProgress {
  private final List<EpochResult> epochs = new ArrayList<>();
  private long iterations;
  private long nanosBefore;
  private double epochLoss;
  private double epochWeight;
  private @Nullable Metrics validation;
  private long validationIteration;

  /** Takes over what a checkpoint remembers. */
  void restore(Progress before) {
    iterations = before.iteration();
    nanosBefore = before.nanos();
    epochLoss = before.epochLoss();
    epochWeight = before.epochWeight();
    validation = before.validation();
    validationIteration = before.validationIteration();
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

  /** Remembers the metrics of the parameters as they are. */
  void validated(Metrics metrics) {
    validation = metrics;
    validationIteration = iterations;
  }

  /** Replaces the metrics by those of the best parameters, which have been put back. */
  void restored(Metrics best) {
    validation = best;
  }

  /** Closes an epoch, or what there was of it. */
  EpochResult endEpoch(int epoch, float[] theta) {
    EpochResult result =
        new EpochResult(epoch, iterations, meanEpochLoss(), validation, Digest.of(theta));
    epochs.add(result);
    epochLoss = 0;
    epochWeight = 0;
    return result;
  }

  /** The mean loss of this epoch's examples so far. */
  double meanEpochLoss() {
    return epochLoss / epochWeight;
  }

  /** Copies all that a run needs to go on from here. */
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
            iterations,
            nanos,
            epochLoss,
            epochWeight,
            validation,
            validationIteration,
            stopping.state(),
            list(descent.optimizer().numbers()),
            list(descent.schedule()),
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

  /** The time that they took before the run was resumed. */
  long nanosBefore() {
    return nanosBefore;
  }

  /** Whether the parameters as they are have been validated. */
  boolean isValidated() {
    return validationIteration == iterations;
  }

  /** The last validation metrics, or those of the best parameters if they were restored. */
  @Nullable Metrics validation() {
    return validation;
  }

  /** How all epochs have gone, those before the run was resumed too. */
  List<EpochResult> epochs() {
    return epochs;
  }
}
