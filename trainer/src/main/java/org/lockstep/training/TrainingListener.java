package org.lockstep.training;

import org.lockstep.model.Metrics;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Hears of a run as it goes on; called on the driver, by the thread that trains, so that what it
 * does is done between two iterations.
 *
 * <p>{@link #started} comes before all iterations, unless the data or the settings are not as they
 * must be, and either {@link #finished} or {@link #failed} last. A listener that throws is reported
 * by {@link #noticed} to the others and hears no more; the run goes on.
 */
public interface TrainingListener {
  /**
   * Called when the tables have been read, checked and dealt to lanes, before {@link #started}; not
   * where that was done for another run, which shares them.
   *
   * @param nanos what it took
   */
  default void dataPrepared(long nanos) {}

  /**
   * Called once the data are in lanes, before the first iteration, or the next of a resumed run.
   */
  default void started(TrainingPlan plan) {}

  /** Called after each iteration. */
  default void iterationDone(IterationResult result) {}

  /**
   * Called after each judgement by the validation examples.
   *
   * @param iteration iterations done then
   * @param nanos what it took
   */
  default void validated(long iteration, Metrics metrics, long nanos) {}

  /** Called after each epoch, and after the part of one that a run ends with. */
  default void epochDone(EpochResult epoch) {}

  /**
   * Called when a checkpoint is on disk.
   *
   * @param iteration that it was taken after
   */
  default void checkpointWritten(long iteration) {}

  /**
   * Called when something has happened that a person may want to know, and that does not harm the
   * run.
   *
   * @param notice one line
   */
  default void noticed(String notice) {}

  /**
   * Asked after each iteration.
   *
   * @return whether the run is to stop; it writes a checkpoint, and can be resumed
   */
  default boolean wantsToStop() {
    return false;
  }

  /** Called when the model is written. */
  default void finished(TrainingResult result) {}

  /**
   * Called when the run has ended without a model.
   *
   * @param reason why; a {@link RunStoppedException} where it was asked to stop
   */
  default void failed(RuntimeException reason) {}
}
