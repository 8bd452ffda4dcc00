package org.lockstep.model.lock;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.file.ModificationTime;

/**
 * Updates the modification time of a lock file at a fixed interval, so that other machines see that
 * its holder runs, and notices when the file is gone.
 */
final class Heartbeat {
  /** How long {@link #stop} waits for an update that is under way. */
  private static final Duration LONGEST_BEAT = Duration.ofSeconds(10);

  private final LockFiles files;
  private final LockHolder holder;
  private final Duration every;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "lockstep-lock");
            daemon.setDaemon(true);
            return daemon;
          });

  private @Nullable ScheduledFuture<?> beats;
  private volatile boolean isStopped;
  private volatile boolean isLost;

  Heartbeat(LockFiles files, LockHolder holder, Duration every) {
    this.files = files;
    this.holder = holder;
    this.every = every;
  }

  void start() {
    long millis = every.toMillis();
    beats = thread.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Stops the updates; the file is not touched after this returns. */
  void stop() {
    isStopped = true;
    if (beats != null) {
      beats.cancel(false);
    }
    thread.shutdown();
    try {
      thread.awaitTermination(LONGEST_BEAT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the file was missing at any check; it never comes back. */
  boolean isLost() {
    return isLost;
  }

  /** Checks whether the file exists. */
  void check() {
    if (isStopped) {
      return; // the lock was released
    }
    try {
      isLost = isLost || !files.files().files().exists(files.path(holder.id()));
    } catch (IOException e) {
      // A transient failure of the file system: the next heartbeat checks again.
    }
  }

  private void beat() {
    check();
    if (isLost || isStopped) {
      return;
    }
    try {
      touch();
    } catch (IOException e) {
      // As above. If it persists, the run itself cannot write either, and fails.
    }
  }

  private void touch() throws IOException {
    Path path = files.path(holder.id());
    ModificationTime before = ModificationTime.of(files.files(), path);
    ModificationTime.set(files.files(), path, FileTime.fromMillis(System.currentTimeMillis()));
    if (before.isUnchanged()) {
      files.write(holder); // an object store has no other way to set a time
    }
  }
}
