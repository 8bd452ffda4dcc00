package org.lockstep.jobs;

import java.util.Optional;
import java.util.OptionalInt;

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
  static LoggingSettings read(SettingReader reader) {
    return new LoggingSettings(
        reader.wholeNumberOrAuto("logging.every-iterations", 1, Integer.MAX_VALUE),
        reader.flag("logging.tensorboard"),
        reader.has("logging.mlflow.tracking-uri")
            ? Optional.of(reader.text("logging.mlflow.tracking-uri"))
            : Optional.empty(),
        reader.text("logging.mlflow.experiment"));
  }
}
