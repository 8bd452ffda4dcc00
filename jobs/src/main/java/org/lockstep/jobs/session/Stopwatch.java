package org.lockstep.jobs.session;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;

/** Counts iterations, validations and checkpoints, measures the latest, and prints warnings. */
public final class Stopwatch implements TrainingListener {
  private final PrintWriter warnings;
  private @Nullable TrainingPlan plan;
  private long startNanos;
  private long dataNanos;
  private int iterations;
  private long iterationNanos;
  private int validations;
  private long validationNanos;
  private int checkpoints;

  public Stopwatch(PrintWriter warnings) {
    this.warnings = warnings;
  }

  /** Starts to measure the time of reading the data. */
  public void start() {
    startNanos = System.nanoTime();
  }

  @Override
  public void started(TrainingPlan plan) {
    this.plan = plan;
    dataNanos = System.nanoTime() - startNanos;
    plan.warnings().forEach(this::noticed);
  }

  @Override
  public void iterationDone(IterationResult result) {
    iterations++;
    iterationNanos = result.nanos();
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    validations++;
    validationNanos = nanos;
  }

  @Override
  public void checkpointWritten(long iteration) {
    checkpoints++;
  }

  @Override
  public void noticed(String notice) {
    warnings.println("warning: " + notice);
  }

  /** The plan of the run. */
  public TrainingPlan plan() {
    if (plan == null) {
      throw new IllegalStateException("the run has not begun");
    }
    return plan;
  }

  /** The time from {@link #start} until the training data are prepared. */
  public double dataSeconds() {
    return dataNanos * 1e-9;
  }

  public int iterations() {
    return iterations;
  }

  /** The time of the last iteration. */
  public double iterationSeconds() {
    return iterationNanos * 1e-9;
  }

  public int validations() {
    return validations;
  }

  /** The time of the last validation; 0 if there was none. */
  public double validationSeconds() {
    return validationNanos * 1e-9;
  }

  public int checkpoints() {
    return checkpoints;
  }
}
