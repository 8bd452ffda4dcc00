package org.lockstep.training;

import java.util.function.BooleanSupplier;
import org.lockstep.training.checkpoint.Checkpoints;

/**
 * What watches and steers a run from outside its arithmetic.
 *
 * @param stopRequested whether somebody has asked the run to stop
 * @param checkpoints take the state of the run
 * @param listener is notified of it
 */
record RunControl(
    BooleanSupplier stopRequested, Checkpoints checkpoints, TrainingListener listener) {
  /** No stop requests, checkpoints or listeners. */
  static final RunControl NONE =
      new RunControl(() -> false, Checkpoints.NONE, new TrainingListener() {});

  /** Whether the run is to stop after this iteration. */
  boolean wantsToStop() {
    return stopRequested.getAsBoolean() || listener.wantsToStop();
  }
}
