package org.lockstep.training;

import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.ExchangeTiming;

/** Hears of a run as it goes on; called on the driver, by the thread that trains. */
public interface TrainingListener {
  /**
   * Called once the data are in lanes, before the first iteration, or the next of a resumed run.
   */
  default void started(TrainingPlan plan) {}

  /**
   * Called after each iteration.
   *
   * @param iteration its number over all epochs, from 1
   * @param loss the mean over the mini-batch, before the step
   * @param timing where the time of its (last) exchange went
   * @param nanos what it took in all; what is not the exchange's is the update of the parameters
   */
  default void iterationDone(long iteration, double loss, ExchangeTiming timing, long nanos) {}

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
}
