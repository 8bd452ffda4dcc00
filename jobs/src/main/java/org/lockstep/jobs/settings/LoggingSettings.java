package org.lockstep.jobs.settings;

import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.UserException;
import org.lockstep.settings.value.SettingValues;

/**
 * What is written down as a run goes on, beside its checkpoints and its model.
 *
 * @param everyIterations of a row of the history; without it a few rows an epoch
 * @param tensorboard whether event files for TensorBoard are written
 * @param mlflowUri the address of an MLflow server, or a folder in MLflow's layout
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
        values.optional(CommandKeys.MLFLOW_URI).map(LoggingSettings::withoutPassword),
        values.get(CommandKeys.MLFLOW_EXPERIMENT));
  }

  private static String withoutPassword(String uri) {
    String key = CommandKeys.MLFLOW_URI.key();
    if (uri.matches("(?i)https?://[^/]*@.*")) {
      throw new UserException( // which does not repeat it
          "%s holds a user or a password, which the run's folder would keep".formatted(key),
          key,
          "take them out, and set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the"
              + " environment");
    }
    return uri;
  }
}
