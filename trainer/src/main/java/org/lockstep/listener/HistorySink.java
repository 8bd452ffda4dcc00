package org.lockstep.listener;

import org.lockstep.training.TrainingPlan;

/** Receives the rows of a run's history. */
public interface HistorySink {
  /** Called before the first row. */
  default void begin(TrainingPlan plan) {}

  /** Receives a row, in the order of their iterations. */
  void add(HistoryRow row);

  /** Called after the last row, however the run has ended; also if it has not begun. */
  default void end() {}
}
