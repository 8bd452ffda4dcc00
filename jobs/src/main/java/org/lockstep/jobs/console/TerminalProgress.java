package org.lockstep.jobs.console;

import java.time.Duration;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Shows the progress of a run in one line of the terminal. An iteration only increments a counter;
 * a separate thread draws the line ten times a second.
 */
public final class TerminalProgress implements TrainingListener {
  private static final int REFRESH_MILLIS = 100;

  private final Console console;
  private final OptionalLong maxIterations;
  private final EpochLoss loss = new EpochLoss();
  private @Nullable ProgressLine line;
  private @Nullable ProgressBar bar;

  /**
   * Creates it.
   *
   * @param maxIterations the setting {@code training.max-iterations}, if it is set
   */
  public TerminalProgress(Console console, OptionalLong maxIterations) {
    this.console = console;
    this.maxIterations = maxIterations;
  }

  @Override
  public void started(TrainingPlan plan) {
    Pace pace = new Pace(plan, maxIterations);
    line = new ProgressLine(pace, loss, done -> console.painted(Style.fg_green, done));
    bar =
        new ProgressBarBuilder()
            .setInitialMax(pace.iterations())
            .startsFrom(plan.iterationsDone(), Duration.ZERO)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .continuousUpdate()
            .setRenderer(line)
            .setConsumer(new StatusConsumer(console))
            .build();
  }

  @Override
  public void iterationDone(IterationResult result) {
    if (bar != null) {
      loss.add(result.epoch(), result.loss());
      bar.stepTo(result.iteration());
    }
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    if (line != null) {
      line.validated(metrics.loss());
    }
  }

  @Override
  public void finished(TrainingResult result) {
    end();
  }

  @Override
  public void failed(RuntimeException reason) {
    end();
  }

  private void end() {
    if (bar != null) {
      bar.close();
    }
    console.clear();
  }

  /** Shows the rendered bar as the status line of the console. */
  private record StatusConsumer(Console console) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return console.columns() - 1; // in the last one, some terminals begin another line
    }

    @Override
    public void accept(String rendered) {
      console.show(rendered);
    }

    @Override
    public void close() {
      console.clear();
    }
  }
}
