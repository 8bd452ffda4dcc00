package org.lockstep.training.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.RunFolder;
import org.lockstep.settings.CheckpointSettings;

/**
 * Writes checkpoints by a thread of its own while the training goes on: from copies, and one at a
 * time, so that at most one copy is in memory.
 *
 * <p>A killed process loses none that is written, and a loss of power those of the last ten
 * seconds: a file is forced to the disk no more often, since that takes processors as long as all
 * the rest.
 *
 * <p>A checkpoint that cannot be written is no reason to end a run that goes well: a warning says
 * so, the ones before stay, and the next is tried. Only the last of a run is an error.
 */
public final class CheckpointWriter implements Checkpoints, AutoCloseable {
  private static final long FORCE_EVERY_NANOS = 10_000_000_000L;

  private final RunFolder run;
  private final CheckpointFolder folder;
  private final CheckpointSettings settings;
  private final CheckpointFolder.WrittenIdentity identity;
  private final int iterationsPerEpoch;
  private final LongConsumer written;
  private final Consumer<String> warnings;
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
   * Creates the writer of a run that goes on, or begins, after iteration {@code after}. Checkpoints
   * of later iterations are deleted.
   *
   * @param identity of the run
   * @param written hears the iteration of each checkpoint that is on disk
   * @param warnings hears of those that could not be written; like the other called by the thread
   *     that trains
   */
  public CheckpointWriter(
      RunFolder run,
      CheckpointSettings settings,
      RunIdentity identity,
      long after,
      int iterationsPerEpoch,
      LongConsumer written,
      Consumer<String> warnings) {
    this.run = run;
    this.settings = settings;
    this.identity = new CheckpointFolder.WrittenIdentity(identity);
    this.iterationsPerEpoch = iterationsPerEpoch;
    this.written = written;
    this.warnings = warnings;
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
   * Takes a checkpoint where one is due.
   *
   * @throws UncheckedIOException if the last one of the run cannot be written
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
        written.accept(underWay.join());
      } catch (CompletionException e) {
        throw new UncheckedIOException(
            "cannot write the checkpoint of iteration %d; the ones before are as they were"
                .formatted(iteration),
            cause(e));
      } finally {
        underWay = null;
      }
    }
  }

  private long write(Checkpoint checkpoint, boolean isLast) {
    long iteration = checkpoint.progress().iteration();
    // A resumed run that is stopped at once is still where its last checkpoint is.
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

  /** Waits for the one under way and says how it went. */
  private void report() {
    if (underWay == null) {
      return;
    }
    try {
      written.accept(underWay.join());
    } catch (CompletionException e) {
      warnings.accept(
          "a checkpoint could not be written, the ones before are as they were: "
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
