package org.lockstep.jobs.settings;

import java.util.Optional;
import java.util.OptionalInt;
import org.lockstep.UserException;

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
  private static final String MLFLOW_URI = "logging.mlflow.tracking-uri";

  static LoggingSettings read(SettingReader reader) {
    return new LoggingSettings(
        reader.wholeNumberOrAuto("logging.every-iterations", 1, Integer.MAX_VALUE),
        reader.flag("logging.tensorboard"),
        mlflowUri(reader),
        reader.text("logging.mlflow.experiment"));
  }

  private static Optional<String> mlflowUri(SettingReader reader) {
    if (!reader.has(MLFLOW_URI)) {
      return Optional.empty();
    }
    String uri = reader.text(MLFLOW_URI);
    if (uri.matches("(?i)https?://[^/]*@.*")) {
      throw new UserException( // which does not repeat it
          "%s holds a user or a password, which the run's folder would keep".formatted(MLFLOW_URI),
          MLFLOW_URI,
          "take them out, and set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the"
              + " environment");
    }
    return Optional.of(uri);
  }
}
