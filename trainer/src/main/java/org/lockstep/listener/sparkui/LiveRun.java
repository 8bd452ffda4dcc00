package org.lockstep.listener.sparkui;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.HistorySink;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.Series;
import org.lockstep.listener.sparkui.RunSnapshot.State;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;

/**
 * The state of a run that the tab shows. Its size does not grow with the length of the run.
 *
 * <p>Thread-safe: the training thread writes, threads of Spark's UI take snapshots.
 */
final class LiveRun implements TrainingListener, HistorySink {
  private static final int NOTICES_KEPT = 10;
  private static final double NANO = 1e-9;

  /** The class of the style sheet for what is computed from the validation examples. */
  private static final String VALIDATION = "validation";

  private static final String LOSS = ValidationMetric.LOSS.settingsName();

  private final TrainingPlan plan;
  private final long begin = System.nanoTime();
  private final Curve trainingLoss = new Curve();

  /** Validation metrics by name. */
  private final Map<String, Curve> metrics = new LinkedHashMap<>();

  private final Curve learningRate = new Curve();
  private final Deque<String> notices = new ArrayDeque<>();
  private TimeSpent time = TimeSpent.NONE;
  private State state = State.TRAINING;
  private String outcome = "";
  private long end;
  private long iteration;
  private int epoch;
  private double loss = Double.NaN;
  private long checkpoint;

  /** Creates the state of a run that starts now. */
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
    time = time.plus(row);
    Metrics validation = row.validation();
    if (validation != null) {
      validation
          .byName()
          .forEach(
              (name, value) ->
                  metrics.computeIfAbsent(name, n -> new Curve()).add(row.iteration(), value));
    }
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
        new RunSnapshot.Status(state, outcome),
        new RunSnapshot.Progress(iteration, epoch, loss, (now - begin) * NANO, checkpoint),
        charts(),
        time,
        List.copyOf(notices));
  }

  private List<Point> curve(String metric) {
    return metrics.getOrDefault(metric, new Curve()).points();
  }

  private List<RunChart> charts() {
    List<RunChart> charts = new ArrayList<>();
    List<Series> losses = new ArrayList<>();
    losses.add(new Series("training", "training", trainingLoss.points()));
    if (plan.validationExamples() > 0) {
      losses.add(new Series("validation", VALIDATION, curve(LOSS)));
    }
    charts.add(new RunChart("loss", "Loss", losses));
    for (String name : metrics.keySet()) {
      if (!name.equals(LOSS)) {
        charts.add(
            new RunChart(
                "validation-" + name,
                "Validation " + name,
                List.of(new Series("validation", VALIDATION, curve(name)))));
      }
    }
    charts.add(
        new RunChart(
            "learning-rate",
            "Learning rate",
            List.of(new Series("learning rate", "epoch", learningRate.points()))));
    return charts;
  }
}
