package org.lockstep.jobs.console;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.lockstep.NumberFormats;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.checkpoint.EpochResult;

/** Logs the progress of a run: one line per epoch, and more lines within a long epoch. */
public final class ProgressLog implements TrainingListener {
  /** The shortest time between two lines within an epoch. */
  private static final long LINE_EVERY_NANOS = 10_000_000_000L;

  private static final double NANO = 1e-9;

  private final PrintWriter to;
  private final OptionalLong maxIterations;
  private final LongSupplier clock;
  private final EpochLoss loss = new EpochLoss();
  private Pace pace;
  private long begin;
  private long epochStart;
  private long lastLine;
  private long lastSaved;

  /**
   * Creates the log.
   *
   * @param maxIterations the setting {@code training.max-iterations}, if it is set
   * @param clock nanoseconds since an arbitrary moment
   */
  @SuppressWarnings("NullAway.Init") // started comes first
  public ProgressLog(PrintWriter to, OptionalLong maxIterations, LongSupplier clock) {
    this.to = to;
    this.maxIterations = maxIterations;
    this.clock = clock;
  }

  @Override
  public void started(TrainingPlan plan) {
    pace = new Pace(plan, maxIterations);
    begin = clock.getAsLong();
    epochStart = begin;
    lastLine = begin;
    lastSaved = begin;
  }

  @Override
  public void iterationDone(IterationResult result) {
    loss.add(result.epoch(), result.loss());
    long now = clock.getAsLong();
    if (now - lastLine < LINE_EVERY_NANOS || result.endsEpoch()) {
      return;
    }
    double seconds = (now - begin) * NANO;
    to.printf(
        Locale.ROOT,
        "iteration  %,d/%,d  epoch %d/%d  loss %s  %s  %s%n",
        result.iteration(),
        pace.iterations(),
        result.epoch(),
        pace.plan().epochs(),
        NumberFormats.decimals(loss.mean()),
        pace.speed(result.iteration(), seconds),
        pace.timeLeft(result.iteration(), seconds));
    to.flush();
    lastLine = now;
  }

  @Override
  public void epochDone(EpochResult epoch) {
    Metrics validation = epoch.validation();
    int epochs = pace.plan().epochs();
    long now = clock.getAsLong();
    int digits = String.valueOf(epochs).length();
    to.printf(
        Locale.ROOT,
        "epoch  %" + digits + "d/%d  loss %s%s  %.1f s%n",
        epoch.epoch(),
        epochs,
        NumberFormats.decimals(epoch.loss()),
        validation == null ? "" : "  validation " + Report.line(validation),
        (now - epochStart) * NANO);
    to.flush();
    epochStart = now;
    lastLine = now;
  }

  @Override
  public void checkpointWritten(long iteration) {
    long now = clock.getAsLong();
    if (now - lastSaved > LINE_EVERY_NANOS) {
      to.printf(Locale.ROOT, "saved  iteration %,d%n", iteration);
      to.flush();
      lastSaved = now;
    }
  }
}
