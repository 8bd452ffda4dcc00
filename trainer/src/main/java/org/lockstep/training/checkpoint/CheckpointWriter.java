package org.lockstep.training.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;

/**
 * Writes checkpoints on a background thread while the training continues: from copies, one at a
 * time, so that at most one copy is in memory.
 *
 * <p>If the process is killed, all written checkpoints remain; if the power fails, those of the
 * last ten seconds may be lost. Files are not forced to disk (fsync) more often, because that takes
 * as long as the rest of the writing.
 *
 * <p>If a checkpoint cannot be written the listener is notified, the earlier ones stay, and the
 * next one is tried. Only for the last of a run it is an error.
 */
public final class CheckpointWriter implements Checkpoints, AutoCloseable {
  private static final long FORCE_EVERY_NANOS = 10_000_000_000L;

  /** Is notified of checkpoints, on the thread that trains. */
  public interface Listener {
    /** Called when the checkpoint of that iteration is on disk. */
    void written(long iteration);

    /** Called with one line when a checkpoint could not be written and the run continues. */
    void failed(String warning);
  }

  private final RunFolder run;
  private final CheckpointFolder folder;
  private final CheckpointSettings settings;
  private final CheckpointFolder.WrittenIdentity identity;
  private final int iterationsPerEpoch;
  private final Listener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread daemon = new Thread(work, "lockstep-checkpoints");
            daemon.setDaemon(true);
            return daemon;
          });

  private final SortedSet<Long> onDisk;
  private @Nullable CompletableFuture<Long> underWay;
  private CheckpointFolder.@Nullable Best best;
  private long lastForced;
  private long forceFromNanos = System.nanoTime();
  private boolean hasBegun;
  private long lastNanos = System.nanoTime();

  /**
   * Creates the writer of a run that starts or resumes after iteration {@code after}. Deletes
   * checkpoints of later iterations.
   *
   * @param identity of the run
   * @param after iterations done before
   * @param listener is notified of each checkpoint
   */
  public CheckpointWriter(
      RunFolder run,
      CheckpointSettings settings,
      RunIdentity identity,
      long after,
      int iterationsPerEpoch,
      Listener listener) {
    this.run = run;
    this.settings = settings;
    this.identity = new CheckpointFolder.WrittenIdentity(identity);
    this.iterationsPerEpoch = iterationsPerEpoch;
    this.listener = listener;
    folder = new CheckpointFolder(run.files(), run.checkpoints());
    try {
      folder.deleteAfter(after);
      best = folder.best();
      onDisk = folder.iterations();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for checkpoints in " + run.checkpoints(), e);
    }
  }

  /**
   * Writes a checkpoint if one is due.
   *
   * @throws UncheckedIOException if the last checkpoint of the run cannot be written
   */
  @Override
  public void iterationDone(long iteration, End end, Supplier<Checkpoint> checkpoint) {
    if (underWay != null && underWay.isDone()) {
      report();
    }
    double minutes = (System.nanoTime() - lastNanos) / 60e9;
    boolean due =
        switch (end) {
          case NOT_YET -> settings.areDue(iteration, iterationsPerEpoch, minutes);
          case FINISHED -> settings.areOn();
          case STOPPED -> true;
        };
    if (!due) {
      return;
    }
    report();
    lastNanos = System.nanoTime();
    Checkpoint copy = checkpoint.get();
    underWay = CompletableFuture.supplyAsync(() -> write(copy, end != End.NOT_YET), thread);
    if (end != End.NOT_YET) {
      try {
        listener.written(underWay.join());
      } catch (CompletionException e) {
        throw new UncheckedIOException(
            "cannot write the checkpoint of iteration %d; the earlier ones are unchanged"
                .formatted(iteration),
            cause(e));
      } finally {
        underWay = null;
      }
    }
  }

  private long write(Checkpoint checkpoint, boolean isLast) {
    long iteration = checkpoint.progress().iteration();
    // A resumed run that is stopped at once has its checkpoint already
    if (onDisk.contains(iteration)) {
      return iteration;
    }
    run.requireHeld();
    try {
      if (!hasBegun) {
        folder.write(identity);
      }
      boolean force = isLast || System.nanoTime() - forceFromNanos >= 0;
      folder.write(identity, checkpoint, force);
      onDisk.add(iteration);
      if (!hasBegun) {
        run.keep();
        hasBegun = true;
      }
      if (force) {
        lastForced = iteration;
        forceFromNanos = System.nanoTime() + FORCE_EVERY_NANOS;
      }
      best = CheckpointFolder.Best.of(best, checkpoint.progress());
      folder.prune(onDisk, settings.keep(), this::isNeeded);
      return iteration;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isNeeded(long iteration) {
    return iteration == lastForced || (best != null && iteration == best.iteration());
  }

  /** Waits for the checkpoint under way and notifies the listener. */
  private void report() {
    if (underWay == null) {
      return;
    }
    try {
      listener.written(underWay.join());
    } catch (CompletionException e) {
      listener.failed(
          "a checkpoint could not be written, the earlier ones are unchanged: "
              + cause(e).getMessage());
    } finally {
      underWay = null;
    }
  }

  private static IOException cause(CompletionException e) {
    Throwable cause =
        e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause();
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  /** Waits for the checkpoint under way. */
  @Override
  public void close() {
    report();
    thread.shutdown();
  }
}
