package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.RunSettings;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;

/** Requests a stop after an iteration; keeps the checkpoints and notices of a run. */
final class StopAfter implements TrainingListener {
  private final long iteration;
  private final List<Long> written = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private Runnable stop = () -> {};

  StopAfter(long iteration) {
    this.iteration = iteration;
  }

  /**
   * Stops a run after an iteration, and lets another trainer go on.
   *
   * @param settings of the run, with checkpoints
   */
  static TrainingResult resumed(SparkSession spark, RunSettings settings, long iteration) {
    StopAfter listener = new StopAfter(iteration);
    Trainer trainer = new Trainer(spark, settings, listener);
    listener.onStop(trainer::requestStop);
    assertThatThrownBy(trainer::train).isInstanceOf(RunStoppedException.class);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return new Trainer(spark, settings).train(RunFolder.reopen(hadoop, settings.output()));
  }

  /** How the run is requested to stop. */
  void onStop(Runnable request) {
    stop = request;
  }

  /** Iterations whose checkpoints were reported. */
  List<Long> written() {
    return written;
  }

  List<String> notices() {
    return notices;
  }

  @Override
  public void iterationDone(IterationResult result) {
    if (result.iteration() == iteration) {
      stop.run();
    }
  }

  @Override
  public void checkpointWritten(long done) {
    written.add(done);
  }

  @Override
  public void noticed(String notice) {
    notices.add(notice);
  }
}
