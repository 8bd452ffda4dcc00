package org.lockstep.jobs.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.checkpoint.EpochResult;

/** Stops the run of a trial where a rule ends it, compared with the trials of earlier rounds. */
final class Pruning implements TrainingListener {
  private final MedianPruning rule;
  private final ToDoubleFunction<EpochResult> merit;
  private final List<List<Double>> earlier = new ArrayList<>();
  private final List<Double> merits = new ArrayList<>();
  private boolean ends;

  /**
   * Creates the listener of a trial's run.
   *
   * @param merit of an epoch, greater is better
   * @param before the epochs that the trial has trained
   * @param others the epochs of each trial of earlier rounds
   */
  Pruning(
      MedianPruning rule,
      ToDoubleFunction<EpochResult> merit,
      List<EpochResult> before,
      List<List<EpochResult>> others) {
    this.rule = rule;
    this.merit = merit;
    others.forEach(its -> earlier.add(its.stream().map(merit::applyAsDouble).toList()));
    before.forEach(this::epochDone);
  }

  @Override
  public void epochDone(EpochResult epoch) {
    merits.add(merit.applyAsDouble(epoch));
    ends = rule.ends(merits, earlier);
  }

  @Override
  public boolean wantsToStop() {
    return ends;
  }

  /** Whether the trial is at its end by the rule. */
  boolean endsTrial() {
    return ends;
  }
}
