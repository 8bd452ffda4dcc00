package org.lockstep.jobs.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.RunMetrics;
import org.lockstep.listener.mlflow.MlflowListener;
import org.lockstep.listener.sparkui.LiveView;
import org.lockstep.listener.tensorboard.TensorBoardListener;
import org.lockstep.settings.RunSettings;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.exchange.LockstepPlugin;

/** All that watch a run of the command line: the console, and what the settings ask for. */
public final class RunListeners {
  private RunListeners() {}

  /**
   * Makes them.
   *
   * @param settings of the run, whose folder is there
   * @param console what speaks to the user
   * @throws org.lockstep.UserException if the folder has a history that cannot be gone on with
   */
  public static TrainingListener[] of(
      SettingsFile settings, SparkSession session, List<TrainingListener> console) {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    OptionalInt every = settings.logging().everyIterations();
    List<TrainingListener> all = new ArrayList<>(console);
    all.add(history(settings.run(), every, hadoop));
    LiveView.of(session.sparkContext()).ifPresent(all::add);
    LockstepPlugin.metrics().map(RunMetrics::new).ifPresent(all::add);
    if (settings.logging().tensorboard()) {
      all.add(new TensorBoardListener(hadoop, every));
    }
    mlflow(settings, hadoop).ifPresent(all::add);
    return all.toArray(TrainingListener[]::new);
  }

  private static TrainingListener history(
      RunSettings run, OptionalInt every, Configuration hadoop) {
    return new HistoryRecorder(
        every,
        HistoryFiles.elapsed(hadoop, run.output()),
        new HistoryFiles(hadoop, run.data().target().task()));
  }

  private static Optional<TrainingListener> mlflow(SettingsFile settings, Configuration hadoop) {
    LoggingSettings logging = settings.logging();
    return logging
        .mlflowUri()
        .map(
            uri ->
                new MlflowListener(
                    hadoop,
                    uri,
                    logging.mlflowExperiment(),
                    logging.everyIterations(),
                    SettingsText.flat(settings.text())));
  }
}
