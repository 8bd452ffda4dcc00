package org.lockstep.jobs.tune;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.jobs.console.Report;
import org.lockstep.model.Metrics;
import org.lockstep.optimization.DivergenceException;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Logs the values of each trial and its last epoch, and other epochs of long trials from time to
 * time. The size of the data is logged only when they are prepared; most trials share them.
 */
public final class TrialLog implements TrainingListener {
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final PrintWriter to;
  private final int trials;
  private final Set<String> warned = new HashSet<>();
  private boolean hasNewData;
  private int epochs;
  private long stepStart;
  private long lastLine;
  private @Nullable EpochResult unsaid;

  /**
   * Creates the log.
   *
   * @param trials the number of trials
   */
  public TrialLog(PrintWriter to, int trials) {
    this.to = to;
    this.trials = trials;
  }

  /** Logs the start of a trial; the events that follow belong to its run. */
  void begin(Trial trial) {
    to.printf(Locale.ROOT, "trial  %d/%d  %s%n", trial.number(), trials, trial.text());
    to.flush();
    epochs = trial.epochs();
    stepStart = System.nanoTime();
    lastLine = stepStart;
    unsaid = null;
  }

  @Override
  public void dataPrepared(long nanos) {
    hasNewData = true;
  }

  @Override
  public void started(TrainingPlan plan) {
    plan.warnings().stream().filter(warned::add).forEach(this::noticed);
    if (hasNewData) {
      to.printf(
          Locale.ROOT,
          "data  %,d examples to train, %,d to validate, lanes %d, partitions %d, exchange %s%n",
          plan.examples(),
          plan.validationExamples(),
          plan.lanes(),
          plan.partitions(),
          plan.exchange());
      hasNewData = false;
    }
    if (plan.iterationsDone() > 0) {
      to.printf(Locale.ROOT, "resumed  after iteration %,d%n", plan.iterationsDone());
    }
    to.flush();
  }

  @Override
  public void epochDone(EpochResult epoch) {
    unsaid = epoch;
    if (System.nanoTime() - lastLine > EVERY_NANOS) {
      sayEpoch();
    }
  }

  @Override
  public void noticed(String notice) {
    to.println("warning: " + notice);
    to.flush();
  }

  @Override
  public void finished(TrainingResult result) {
    sayEpoch();
  }

  @Override
  public void failed(RuntimeException reason) {
    sayEpoch();
    if (reason instanceof DivergenceException) {
      noticed(String.valueOf(reason.getMessage()));
    }
  }

  /**
   * Logs the figure that a trial is ranked by.
   *
   * @param name of the metric
   * @param value NaN if the trial has none
   * @param epochsDone the epochs that it has trained
   */
  void ranked(Trial trial, String name, double value, int epochsDone) {
    to.printf(
        Locale.ROOT,
        "ranked  %d/%d  validation %s %s, epochs %d/%d%n",
        trial.number(),
        trials,
        name,
        Double.isNaN(value) ? "-" : NumberFormats.decimals(value),
        epochsDone,
        trial.epochs());
    to.flush();
  }

  private void sayEpoch() {
    if (unsaid == null) {
      return;
    }
    Metrics validation = unsaid.validation();
    lastLine = System.nanoTime();
    to.printf(
        Locale.ROOT,
        "epoch  %d/%d  loss %s%s  %.1f s%n",
        unsaid.epoch(),
        epochs,
        NumberFormats.decimals(unsaid.loss()),
        validation == null ? "" : "  validation " + Report.line(validation),
        (lastLine - stepStart) * 1e-9);
    to.flush();
    unsaid = null;
  }
}
