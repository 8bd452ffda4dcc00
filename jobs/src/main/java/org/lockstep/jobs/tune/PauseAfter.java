package org.lockstep.jobs.tune;

import org.lockstep.training.TrainingListener;
import org.lockstep.training.checkpoint.EpochResult;

/** Stops a run after a number of epochs; the result of the resumed run is unchanged. */
final class PauseAfter implements TrainingListener {
  private final int epochs;
  private boolean isReached;

  PauseAfter(int epochs) {
    this.epochs = epochs;
  }

  @Override
  public void epochDone(EpochResult epoch) {
    isReached = epoch.epoch() >= epochs;
  }

  @Override
  public boolean wantsToStop() {
    return isReached;
  }

  /** Whether the run has come so far. */
  boolean isReached() {
    return isReached;
  }
}
