package org.lockstep.training;

import java.util.function.BooleanSupplier;
import org.lockstep.training.checkpoint.Checkpoints;

/**
 * Stop requests, checkpoints and listeners of a run: everything outside its arithmetic.
 *
 * @param stopRequested whether the run was requested to stop
 * @param checkpoints saves the state of the run
 * @param listener is notified of the run
 */
record RunControl(
    BooleanSupplier stopRequested, Checkpoints checkpoints, TrainingListener listener) {
  /** No stop requests, checkpoints or listeners. */
  static final RunControl NONE =
      new RunControl(() -> false, Checkpoints.NONE, new TrainingListener() {});

  /** Whether the run is to end after this iteration, with the model that it has. */
  boolean wantsToEnd() {
    return listener.wantsToEnd();
  }

  /** Whether the run is to stop after this iteration. */
  boolean wantsToStop() {
    return stopRequested.getAsBoolean() || listener.wantsToStop();
  }
}
