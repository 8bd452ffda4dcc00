package org.lockstep.listener;

import org.lockstep.training.TrainingPlan;

/** Takes the rows of a run's history as they come. */
public interface HistorySink {
  /** Called before the first row. */
  default void begin(TrainingPlan plan) {}

  /** Takes a row; they come in the order of their iterations. */
  void add(HistoryRow row);

  /** Called after the last row, however the run has ended; also where it has not begun. */
  default void end() {}
}
