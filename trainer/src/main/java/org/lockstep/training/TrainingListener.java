package org.lockstep.training;

import org.lockstep.model.Metrics;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Is notified of the progress of a run, on the driver. Called by the thread that trains, so the
 * next iteration waits for it.
 *
 * <p>{@link #started} comes before all iterations, unless the data or the settings are invalid, and
 * either {@link #finished} or {@link #failed} last. A listener that throws is reported by {@link
 * #noticed} to the others and is no longer notified; the run continues.
 */
public interface TrainingListener {
  /**
   * Called when the tables were read, checked and divided into lanes, before {@link #started}; not
   * called if another run that shares them did so.
   *
   * @param nanos time it took
   */
  default void dataPrepared(long nanos) {}

  /** Called before the first iteration, or the next one of a resumed run. */
  default void started(TrainingPlan plan) {}

  /** Called after each iteration. */
  default void iterationDone(IterationResult result) {}

  /**
   * Called after each validation.
   *
   * @param iteration iterations done
   * @param nanos time it took
   */
  default void validated(long iteration, Metrics metrics, long nanos) {}

  /** Called after each epoch, and after a part of one at the end of a run. */
  default void epochDone(EpochResult epoch) {}

  /**
   * Called when a checkpoint was written.
   *
   * @param iteration iterations done at the checkpoint
   */
  default void checkpointWritten(long iteration) {}

  /**
   * Called for warnings, which do not affect the result.
   *
   * @param notice one line
   */
  default void noticed(String notice) {}

  /**
   * Called after each iteration.
   *
   * @return whether to stop the run; it writes a checkpoint, and can be resumed
   */
  default boolean wantsToStop() {
    return false;
  }

  /**
   * Called after each iteration.
   *
   * @return whether to end the run here, with the model that it has: as by early stopping, with a
   *     last validation, and with the best weights where they are kept
   */
  default boolean wantsToEnd() {
    return false;
  }

  /** Called when the model was written. */
  default void finished(TrainingResult result) {}

  /**
   * Called when the run ended without a model.
   *
   * @param reason why; a {@link RunStoppedException} if it was requested to stop
   */
  default void failed(RuntimeException reason) {}
}
