package org.lockstep.listener.sparkui;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.ui.SparkUI;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Shows a run in Spark's own UI, in a tab "Lockstep" beside Spark's: its curves, its time by phase,
 * its plan and its progress. The tab is added with the first run of a session and keeps the last
 * ten runs.
 */
public final class LiveView implements TrainingListener {
  private final SparkUI ui;

  /** Checkpoints are reported by another thread. */
  private volatile List<TrainingListener> shown = List.of();

  private LiveView(SparkUI ui) {
    this.ui = ui;
  }

  /** The view of one run; empty if the session has no UI (spark.ui.enabled = false). */
  public static Optional<LiveView> of(SparkContext spark) {
    return spark.ui().isEmpty() ? Optional.empty() : Optional.of(new LiveView(spark.ui().get()));
  }

  @Override
  public void started(TrainingPlan plan) {
    LiveRun run = new LiveRun(plan);
    shown = List.of(new HistoryRecorder(OptionalInt.empty(), 0, run), run);
    shown.forEach(listener -> listener.started(plan));
    LockstepTab.of(ui).add(run);
  }

  @Override
  public void iterationDone(IterationResult result) {
    shown.forEach(listener -> listener.iterationDone(result));
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    shown.forEach(listener -> listener.validated(iteration, metrics, nanos));
  }

  @Override
  public void epochDone(EpochResult epoch) {
    shown.forEach(listener -> listener.epochDone(epoch));
  }

  @Override
  public void checkpointWritten(long iteration) {
    shown.forEach(listener -> listener.checkpointWritten(iteration));
  }

  @Override
  public void noticed(String notice) {
    shown.forEach(listener -> listener.noticed(notice));
  }

  @Override
  public boolean wantsToStop() {
    shown.forEach(TrainingListener::wantsToStop); // a row of the history ends by it
    return false;
  }

  @Override
  public void finished(TrainingResult result) {
    shown.forEach(listener -> listener.finished(result));
  }

  @Override
  public void failed(RuntimeException reason) {
    shown.forEach(listener -> listener.failed(reason));
  }
}
