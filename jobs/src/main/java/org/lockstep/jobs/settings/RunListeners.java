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
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.RunSettings;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.exchange.LockstepPlugin;

/** Creates the listeners of a run: the console, and those that the settings request. */
public final class RunListeners {
  private RunListeners() {}

  /**
   * Creates the listeners of a run, which continues the history in its folder.
   *
   * @param settings the settings of the run
   * @param console the listeners that print to the console
   * @throws org.lockstep.UserException if the history in the folder cannot be continued
   */
  public static TrainingListener[] of(
      SettingsFile settings, SparkSession session, List<TrainingListener> console) {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    return of(settings, HistoryFiles.elapsed(hadoop, settings.run().output()), session, console);
  }

  /**
   * Creates the listeners of a run; starts a new history if the folder has a former run.
   *
   * @param folder the folder of the run
   */
  public static TrainingListener[] of(
      SettingsFile settings,
      RunFolder folder,
      SparkSession session,
      List<TrainingListener> console) {
    return folder.holdsFormerRun()
        ? of(settings, 0, session, console)
        : of(settings, session, console);
  }

  private static TrainingListener[] of(
      SettingsFile settings,
      double secondsBefore,
      SparkSession session,
      List<TrainingListener> console) {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    OptionalInt every = settings.logging().everyIterations();
    List<TrainingListener> all = new ArrayList<>(console);
    all.add(history(settings.run(), secondsBefore, every, hadoop));
    LiveView.of(session.sparkContext()).ifPresent(all::add);
    LockstepPlugin.metrics().map(RunMetrics::new).ifPresent(all::add);
    if (settings.logging().tensorboard()) {
      all.add(new TensorBoardListener(hadoop, every));
    }
    mlflow(settings, hadoop).ifPresent(all::add);
    return all.toArray(TrainingListener[]::new);
  }

  private static TrainingListener history(
      RunSettings run, double secondsBefore, OptionalInt every, Configuration hadoop) {
    return new HistoryRecorder(
        every, secondsBefore, new HistoryFiles(hadoop, run.data().target().task()));
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
