package org.lockstep.listener;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.ExchangeTiming;

/**
 * Turns iterations into rows of a history, a few an epoch: a row ends after every n-th iteration,
 * with the epoch, with a validation, and where the run is stopped.
 *
 * <p>The sink receives a row before the checkpoint of its last iteration is written, so that a
 * checkpoint is never ahead of the history.
 */
public final class HistoryRecorder implements TrainingListener {
  private static final int ROWS_AN_EPOCH = 20;
  private static final int LEAST_ITERATIONS_A_ROW = 100;
  private static final double NANO = 1e-9;

  private final HistorySink sink;
  private final OptionalInt wanted;
  private final double secondsBefore;
  private int every = 1;
  private boolean validates;
  private long begin;
  private long rowBegin;
  private long rowEnd;

  private int iterations;
  private double lossSum;
  private double publish;
  private double compute;
  private double send;
  private double reduce;
  private double update;
  private double validate;
  private @Nullable IterationResult latest;
  private @Nullable Last last;
  private @Nullable Double epochLoss;
  private @Nullable Metrics validation;

  /** The values of a row's last iteration. */
  private record Last(long iteration, int epoch, double learningRate, double gradientNorm) {
    static Last of(IterationResult result) {
      return new Last(
          result.iteration(), result.epoch(), result.learningRate(), result.gradientNorm());
    }
  }

  /**
   * Creates the recorder of one run.
   *
   * @param every iterations of a row; if empty, as many as make 20 rows an epoch, but at least 100
   * @param secondsBefore time that the run took before it was resumed
   * @param sink receives the rows
   */
  public HistoryRecorder(OptionalInt every, double secondsBefore, HistorySink sink) {
    this.wanted = every;
    this.secondsBefore = secondsBefore;
    this.sink = sink;
  }

  @Override
  public void started(TrainingPlan plan) {
    every =
        wanted.orElse(Math.max(LEAST_ITERATIONS_A_ROW, plan.iterationsPerEpoch() / ROWS_AN_EPOCH));
    validates = plan.validationExamples() > 0;
    sink.begin(plan);
    begin = System.nanoTime();
    rowBegin = begin;
  }

  @Override
  public void iterationDone(IterationResult result) {
    rowEnd = System.nanoTime();
    ExchangeTiming timing = result.timing();
    latest = result;
    iterations++;
    lossSum += result.loss();
    publish += timing.publishNanos() * NANO;
    compute += timing.awaitedComputeNanos() * NANO;
    send += timing.sendNanos() * NANO;
    reduce += timing.reduceNanos() * NANO;
    update +=
        (result.nanos() - timing.publishNanos() - timing.waitNanos() - timing.reduceNanos()) * NANO;
    if (result.endsEpoch() || result.iteration() % every == 0) {
      last = Last.of(result);
    }
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    rowEnd = System.nanoTime();
    cutRow();
    validation = metrics;
    validate += nanos * NANO;
  }

  @Override
  public void epochDone(EpochResult epoch) {
    rowEnd = System.nanoTime();
    epochLoss = epoch.loss();
    cutRow(); // the run may end within an epoch
    if (validation != null || !validates) {
      endRow(); // otherwise the final validation of the run may follow
    }
  }

  /** Called when an iteration is complete, and before its checkpoint is written. */
  @Override
  public boolean wantsToStop() {
    endRow();
    return false;
  }

  @Override
  public void finished(TrainingResult result) {
    endRow();
    sink.end();
  }

  @Override
  public void failed(RuntimeException reason) {
    if (reason instanceof RunStoppedException) {
      cutRow();
    }
    endRow();
    sink.end();
  }

  /** Makes the row end here, if it has begun. */
  private void cutRow() {
    if (last == null && latest != null && iterations > 0) {
      last = Last.of(latest);
    }
  }

  private void endRow() {
    Last end = last;
    if (end == null) {
      return;
    }
    double wall = (rowEnd - rowBegin) * NANO;
    double known = publish + compute + send + reduce + update + validate;
    sink.add(
        new HistoryRow(
            new HistoryRow.Position(end.iteration(), end.epoch(), iterations),
            new HistoryRow.Training(lossSum / iterations, end.learningRate(), end.gradientNorm()),
            secondsBefore + (rowEnd - begin) * NANO,
            new PhaseSeconds(
                new PhaseSeconds.Exchange(publish, compute, send, reduce),
                update,
                validate,
                Math.max(0, wall - known)),
            epochLoss,
            validation));
    rowBegin = rowEnd;
    iterations = 0;
    lossSum = 0;
    publish = 0;
    compute = 0;
    send = 0;
    reduce = 0;
    update = 0;
    validate = 0;
    last = null;
    epochLoss = null;
    validation = null;
  }
}
