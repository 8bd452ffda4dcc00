package org.lockstep.listener.tensorboard;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.RowFigures;
import org.lockstep.model.Metrics;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.RunFiles;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Writes event files for TensorBoard to the folder {@code tensorboard} of the run, on any file
 * system of Hadoop: the numbers of each row of the history, and once an epoch histograms of each
 * layer's W and b and of their gradients. The step is the iteration.
 *
 * <p>A resumed run begins another file. TensorBoard drops earlier values from its first step on, so
 * that no step counts twice.
 */
public final class TensorBoardListener implements TrainingListener {
  /** Epochs may take hours; the file is flushed this often within one. */
  private static final long MOST_NANOS_UNSEEN = Duration.ofSeconds(10).toNanos();

  private final Configuration hadoop;
  private final HistoryRecorder recorder;
  private List<Tensor> tensors = List.of();
  private @Nullable EventFile events;
  private long flushed;

  /**
   * Creates the listener.
   *
   * @param hadoop the file systems
   * @param every iterations from one point of a curve to the next; without it at most 20 an epoch
   */
  public TensorBoardListener(Configuration hadoop, OptionalInt every) {
    this.hadoop = hadoop;
    this.recorder = new HistoryRecorder(every, 0, this::add);
  }

  @Override
  public void started(TrainingPlan plan) {
    tensors = Tensor.of(plan.topology());
    try {
      Path folder = new Path(plan.output(), RunFiles.TENSORBOARD);
      events = new EventFile(new FolderFiles(hadoop, plan.output()), folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(plan.output()), e);
    }
    events.start(plan.iterationsDone() + 1);
    flush();
    recorder.started(plan);
  }

  @Override
  public void iterationDone(IterationResult result) {
    recorder.iterationDone(result);
    if (result.endsEpoch()) {
      Summary summary = new Summary();
      for (Tensor tensor : tensors) {
        summary
            .histogram(
                "parameters/" + tensor.name(), result.parameters(), tensor.from(), tensor.to())
            .histogram("gradients/" + tensor.name(), result.gradient(), tensor.from(), tensor.to());
      }
      events().add(result.iteration(), summary);
    }
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    recorder.validated(iteration, metrics, nanos);
  }

  @Override
  public void epochDone(EpochResult epoch) {
    recorder.epochDone(epoch);
  }

  @Override
  public boolean wantsToStop() {
    return recorder.wantsToStop();
  }

  @Override
  public void finished(TrainingResult result) {
    recorder.finished(result);
    events().close();
  }

  @Override
  public void failed(RuntimeException reason) {
    recorder.failed(reason);
    if (events != null) {
      events.close();
    }
  }

  private void add(HistoryRow row) {
    Summary summary = new Summary();
    RowFigures.of(row).forEach(summary::number);
    events().add(row.iteration(), summary);
    if (row.epochLoss() != null || System.nanoTime() - flushed > MOST_NANOS_UNSEEN) {
      flush();
    }
  }

  private void flush() {
    events().flush();
    flushed = System.nanoTime();
  }

  private EventFile events() {
    return requireNonNull(events, "a run starts before anything else happens");
  }
}
