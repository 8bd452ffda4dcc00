package org.lockstep.jobs;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.training.RunSettings;
import org.lockstep.training.TrainingListener;

/** All that watch a run of the command line: the console, and what the settings ask for. */
final class RunListeners {
  private RunListeners() {}

  /**
   * Makes them.
   *
   * @param settings of the run, whose folder is there
   * @throws org.lockstep.UserException if the folder has a history that cannot be gone on with
   */
  static TrainingListener[] of(
      SettingsFile settings, SparkSession session, TrainingListener console) {
    List<TrainingListener> all = new ArrayList<>(List.of(console));
    all.add(history(settings, session.sparkContext().hadoopConfiguration()));
    return all.toArray(TrainingListener[]::new);
  }

  private static TrainingListener history(SettingsFile settings, Configuration hadoop) {
    RunSettings run = settings.run();
    return new HistoryRecorder(
        settings.logging().everyIterations(),
        HistoryFiles.elapsed(hadoop, run.output()),
        new HistoryFiles(hadoop, run.data().task()));
  }
}
