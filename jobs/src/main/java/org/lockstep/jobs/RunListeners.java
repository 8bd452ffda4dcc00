package org.lockstep.jobs;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.lockstep.listener.mlflow.MlflowListener;
import org.lockstep.listener.tensorboard.TensorBoardListener;
import org.lockstep.training.TrainingListener;

/** All that watch a run of the command line: the console, and what the settings ask for. */
final class RunListeners {
  private RunListeners() {}

  static TrainingListener[] of(
      TrainingListener console, SettingsFile settings, Configuration hadoop) {
    List<TrainingListener> all = new ArrayList<>(List.of(console));
    LoggingSettings logging = settings.logging();
    if (logging.tensorboard()) {
      all.add(new TensorBoardListener(hadoop, logging.everyIterations()));
    }
    logging
        .mlflowUri()
        .ifPresent(
            uri ->
                all.add(
                    new MlflowListener(
                        hadoop,
                        uri,
                        logging.mlflowExperiment(),
                        logging.everyIterations(),
                        SettingsText.flat(settings.text()))));
    return all.toArray(TrainingListener[]::new);
  }
}
