package org.lockstep.listener.mlflow;

/** How a run ends, by MLflow's names. */
enum RunState {
  FINISHED,
  FAILED,
  KILLED
}
