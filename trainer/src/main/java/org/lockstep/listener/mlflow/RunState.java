package org.lockstep.listener.mlflow;

/** How a run stands, by MLflow's names. */
enum RunState {
  RUNNING(1),
  FINISHED(3),
  FAILED(4),
  KILLED(5);

  private final int code;

  RunState(int code) {
    this.code = code;
  }

  /** The number that stands for it in MLflow's files. */
  int code() {
    return code;
  }
}
