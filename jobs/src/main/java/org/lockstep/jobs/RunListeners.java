package org.lockstep.jobs;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.lockstep.listener.RunMetrics;
import org.lockstep.listener.sparkui.LiveView;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.exchange.LockstepPlugin;

/** All that watch a run of the command line: the console, and what the settings ask for. */
final class RunListeners {
  private RunListeners() {}

  static TrainingListener[] of(TrainingListener console, SparkSession spark) {
    List<TrainingListener> all = new ArrayList<>(List.of(console));
    LiveView.of(spark.sparkContext()).ifPresent(all::add);
    LockstepPlugin.metrics().map(RunMetrics::new).ifPresent(all::add);
    return all.toArray(TrainingListener[]::new);
  }
}
