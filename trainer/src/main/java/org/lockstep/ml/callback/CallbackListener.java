package org.lockstep.ml.callback;

import org.lockstep.training.TrainingListener;
import org.lockstep.training.checkpoint.EpochResult;

/** Calls a function after each epoch, and ends the training where the function says so. */
public final class CallbackListener implements TrainingListener {
  private final EpochCallback callback;
  private boolean ends;

  /** Creates a listener for one fit after the other. */
  public CallbackListener(EpochCallback callback) {
    this.callback = callback;
  }

  @Override
  public void epochDone(EpochResult epoch) {
    ends = callback.epochDone(EpochFigures.of(epoch));
  }

  @Override
  public boolean wantsToEnd() {
    boolean asked = ends;
    ends = false;
    return asked;
  }
}
