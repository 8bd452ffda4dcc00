package org.lockstep.jobs.settings;

import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.listener.mlflow.MlflowAddress;
import org.lockstep.settings.value.SettingValues;

/**
 * What is written down as a run goes on, beside its checkpoints and its model.
 *
 * @param everyIterations of a row of the history; without it a few rows an epoch
 * @param tensorboard whether event files for TensorBoard are written
 * @param mlflowUri the address of an MLflow server; an older run may have kept a folder
 * @param mlflowExperiment the name that the run has there
 */
record LoggingSettings(
    OptionalInt everyIterations,
    boolean tensorboard,
    Optional<String> mlflowUri,
    String mlflowExperiment) {
  static LoggingSettings read(SettingValues values) {
    return new LoggingSettings(
        values.get(CommandKeys.LOG_EVERY),
        values.get(CommandKeys.TENSORBOARD),
        values.optional(CommandKeys.MLFLOW_URI),
        values.get(CommandKeys.MLFLOW_EXPERIMENT));
  }

  /**
   * Checks what a run is logged to, before it begins.
   *
   * @throws org.lockstep.UserException if MLflow's address is not that of a server
   */
  LoggingSettings checked() {
    mlflowUri.ifPresent(MlflowAddress::require);
    return this;
  }
}
