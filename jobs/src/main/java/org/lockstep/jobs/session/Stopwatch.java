package org.lockstep.jobs.session;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;

/** Counts iterations, validations and checkpoints, keeps the time of the last; prints warnings. */
public final class Stopwatch implements TrainingListener {
  private final PrintWriter warnings;
  private @Nullable TrainingPlan plan;
  private long startNanos;
  private long dataNanos;
  private int iterations;
  private long iterationNanos;
  private int judgements;
  private long judgementNanos;
  private int checkpoints;

  public Stopwatch(PrintWriter warnings) {
    this.warnings = warnings;
  }

  /** Says that the run begins to read its data. */
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
    judgements++;
    judgementNanos = nanos;
  }

  @Override
  public void checkpointWritten(long iteration) {
    checkpoints++;
  }

  @Override
  public void noticed(String notice) {
    warnings.println("warning: " + notice);
  }

  /** What has been run. */
  public TrainingPlan plan() {
    if (plan == null) {
      throw new IllegalStateException("the run has not begun");
    }
    return plan;
  }

  /** From {@link #start} until the examples were in lanes. */
  public double dataSeconds() {
    return dataNanos * 1e-9;
  }

  public int iterations() {
    return iterations;
  }

  /** Of the last iteration. */
  public double iterationSeconds() {
    return iterationNanos * 1e-9;
  }

  public int judgements() {
    return judgements;
  }

  /** Of the last judgement; 0 if there was none. */
  public double judgementSeconds() {
    return judgementNanos * 1e-9;
  }

  public int checkpoints() {
    return checkpoints;
  }
}
