package org.lockstep.jobs.settings;

import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.listener.mlflow.MlflowAddress;
import org.lockstep.settings.value.SettingValues;

/**
 * What a run records besides its checkpoints and its model.
 *
 * @param everyIterations iterations per row of the history; empty for a few rows per epoch
 * @param tensorboard whether to write event files for TensorBoard
 * @param mlflowUri the URL of an MLflow server; in settings of older runs also a folder
 * @param mlflowExperiment the name of the experiment in MLflow
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
   * Checks the settings for a run that is to be trained.
   *
   * @throws org.lockstep.UserException if MLflow's address is not the URL of a server
   */
  LoggingSettings checked() {
    mlflowUri.ifPresent(MlflowAddress::require);
    return this;
  }
}
