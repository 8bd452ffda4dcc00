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
 * Thread-safe.
 */
public final class TrialLog {
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final PrintWriter to;
  private final int trials;
  private final Set<String> warned = new HashSet<>();
  private boolean hasNewData;

  /**
   * Creates the log.
   *
   * @param trials the number of trials
   */
  public TrialLog(PrintWriter to, int trials) {
    this.to = to;
    this.trials = trials;
  }

  /**
   * Logs the start of a trial.
   *
   * @param isAlone whether no other trial trains at the same time; its lines need no number then
   * @return receives the events of its run
   */
  synchronized TrainingListener begin(Trial trial, boolean isAlone) {
    line("trial  %d/%d  %s".formatted(trial.number(), trials, trial.text()));
    return new OfTrial(trial, isAlone ? "" : "trial %d, ".formatted(trial.number()));
  }

  /** Logs a warning. */
  synchronized void noticed(String notice) {
    line("warning: " + notice);
  }

  private synchronized void line(String line) {
    to.println(line);
    to.flush();
  }

  /** Logs the events of one trial's run. */
  private final class OfTrial implements TrainingListener {
    private final String who;
    private final int epochs;
    private final long start = System.nanoTime();
    private long lastLine = start;
    private @Nullable EpochResult unsaid;

    OfTrial(Trial trial, String who) {
      this.who = who;
      this.epochs = trial.epochs();
    }

    @Override
    public void dataPrepared(long nanos) {
      synchronized (TrialLog.this) {
        hasNewData = true;
      }
    }

    @Override
    public void started(TrainingPlan plan) {
      synchronized (TrialLog.this) {
        plan.warnings().stream().filter(warned::add).forEach(this::noticed);
        if (hasNewData) {
          line(
              String.format(
                  Locale.ROOT,
                  "data  %,d examples to train, %,d to validate, lanes %d, partitions %d, exchange %s",
                  plan.examples(),
                  plan.validationExamples(),
                  plan.lanes(),
                  plan.partitions(),
                  plan.exchange()));
          hasNewData = false;
        }
      }
      if (plan.iterationsDone() > 0) {
        line(
            String.format(
                Locale.ROOT, "resumed  %safter iteration %,d", who, plan.iterationsDone()));
      }
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
      TrialLog.this.noticed(notice);
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

    private void sayEpoch() {
      if (unsaid == null) {
        return;
      }
      Metrics validation = unsaid.validation();
      lastLine = System.nanoTime();
      line(
          String.format(
              Locale.ROOT,
              "epoch  %s%d/%d  loss %s%s  %.1f s",
              who,
              unsaid.epoch(),
              epochs,
              NumberFormats.decimals(unsaid.loss()),
              validation == null ? "" : "  validation " + Report.line(validation),
              (lastLine - start) * 1e-9));
      unsaid = null;
    }
  }

  /**
   * Logs the figure that a trial is ranked by.
   *
   * @param name of the metric
   * @param value NaN if the trial has none
   * @param epochsDone the epochs that it has trained
   * @param isPruned whether it was ended early
   */
  void ranked(Trial trial, String name, double value, int epochsDone, boolean isPruned) {
    line(
        String.format(
            Locale.ROOT,
            "ranked  %d/%d  validation %s %s, epochs %d/%d%s",
            trial.number(),
            trials,
            name,
            Double.isNaN(value) ? "-" : NumberFormats.decimals(value),
            epochsDone,
            trial.epochs(),
            isPruned ? ", pruned" : ""));
  }
}
