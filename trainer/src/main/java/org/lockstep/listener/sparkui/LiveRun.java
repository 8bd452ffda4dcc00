package org.lockstep.listener.sparkui;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.HistorySink;
import org.lockstep.listener.PhaseSeconds;
import org.lockstep.listener.sparkui.LineChart.Series;
import org.lockstep.listener.sparkui.PhaseChart.Phase;
import org.lockstep.listener.sparkui.RunSnapshot.State;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;

/**
 * What the tab keeps of a run: not more for a long run than for a short one.
 *
 * <p>Thread-safe: the thread that trains writes, those of Spark's UI take snapshots.
 */
final class LiveRun implements TrainingListener, HistorySink {
  private static final int NOTICES_KEPT = 10;
  private static final double NANO = 1e-9;

  private final TrainingPlan plan;
  private final long begin = System.nanoTime();
  private final Curve trainingLoss = new Curve();
  private final Curve validationLoss = new Curve();
  private final Map<String, Curve> metrics = new LinkedHashMap<>();
  private final Curve learningRate = new Curve();
  private final Deque<String> notices = new ArrayDeque<>();
  private PhaseSeconds seconds = new PhaseSeconds(0, 0, 0, 0, 0, 0, 0);
  private State state = State.TRAINING;
  private String outcome = "";
  private long end;
  private long iteration;
  private int epoch;
  private double loss = Double.NaN;
  private long checkpoint;

  /** A run that starts now. */
  LiveRun(TrainingPlan plan) {
    this.plan = plan;
    iteration = plan.iterationsDone();
    epoch = (int) (iteration / plan.iterationsPerEpoch()) + 1;
    notices.addAll(plan.warnings());
  }

  @Override
  public synchronized void iterationDone(IterationResult result) {
    iteration = result.iteration();
    epoch = result.epoch();
    loss = result.loss();
  }

  @Override
  public synchronized void add(HistoryRow row) {
    trainingLoss.add(row.iteration(), row.loss());
    learningRate.add(row.iteration(), row.learningRate());
    seconds = seconds.plus(row.seconds());
    Metrics validation = row.validation();
    if (validation != null) {
      validationLoss.add(row.iteration(), validation.loss());
    }
    if (validation instanceof Metrics.Classification classes) {
      metric("accuracy").add(row.iteration(), classes.accuracy());
    } else if (validation instanceof Metrics.Regression numbers) {
      metric("RMSE").add(row.iteration(), numbers.rmse());
      metric("R²").add(row.iteration(), numbers.r2());
    }
  }

  private Curve metric(String name) {
    return metrics.computeIfAbsent(name, n -> new Curve());
  }

  @Override
  public synchronized void checkpointWritten(long iteration) {
    checkpoint = iteration;
  }

  @Override
  public synchronized void noticed(String notice) {
    notices.addLast(notice);
    if (notices.size() > NOTICES_KEPT) {
      notices.removeFirst();
    }
  }

  @Override
  public void finished(TrainingResult result) {
    ended(
        State.FINISHED,
        "%s; digest %s".formatted(result.stopped().sentence(), result.model().digest()));
  }

  @Override
  public void failed(RuntimeException reason) {
    State how = reason instanceof RunStoppedException ? State.STOPPED : State.FAILED;
    ended(how, reason.getMessage() == null ? reason.toString() : reason.getMessage());
  }

  private synchronized void ended(State how, String why) {
    state = how;
    outcome = why;
    end = System.nanoTime();
  }

  synchronized RunSnapshot snapshot() {
    long now = state == State.TRAINING ? System.nanoTime() : end;
    return new RunSnapshot(
        plan,
        state,
        outcome,
        iteration,
        epoch,
        loss,
        (now - begin) * NANO,
        checkpoint,
        charts(),
        phases(),
        List.copyOf(notices));
  }

  private List<LineChart> charts() {
    List<LineChart> charts = new ArrayList<>();
    List<Series> losses = new ArrayList<>(List.of(new Series("training", trainingLoss.points())));
    if (plan.validationExamples() > 0) {
      losses.add(new Series("validation", validationLoss.points()));
    }
    charts.add(new LineChart("loss", losses));
    metrics.forEach(
        (name, curve) ->
            charts.add(new LineChart(name, List.of(new Series("validation", curve.points())))));
    charts.add(new LineChart("learning rate", List.of(new Series("last", learningRate.points()))));
    return charts;
  }

  private PhaseChart phases() {
    return new PhaseChart(
        List.of(
            new Phase("publish", "parameters to the tasks", seconds.publish()),
            new Phase("compute", "arithmetic of the slowest task", seconds.compute()),
            new Phase("send", "the rest of the wait for the last answer", seconds.send()),
            new Phase("reduce", "end of the tree of additions", seconds.reduce()),
            new Phase("update", "step of the optimizer", seconds.update()),
            new Phase("validate", "validation examples", seconds.validate()),
            new Phase("other", "checkpoints, listeners, order of an epoch", seconds.other())));
  }
}
