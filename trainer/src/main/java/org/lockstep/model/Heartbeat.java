package org.lockstep.model;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Shows other machines that the holder of a lock lives, and sees whether it is still held. */
final class Heartbeat {
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

  /** Ends it; once this returns the file is not touched any more. */
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

  /** Whether the file has been found to be gone; it does not come back. */
  boolean isLost() {
    return isLost;
  }

  /** Looks whether the file is there. */
  void look() {
    if (isStopped) {
      return; // it was given back
    }
    try {
      isLost = isLost || !files.files().files().exists(files.path(holder.id()));
    } catch (IOException e) {
      // The file system has a hiccup: it is asked again soon.
    }
  }

  private void beat() {
    look();
    if (isLost || isStopped) {
      return;
    }
    try {
      touch();
    } catch (IOException e) {
      // As above. Where that lasts, nothing else can be written either.
    }
  }

  private void touch() throws IOException {
    Path path = files.path(holder.id());
    ModificationTime before = ModificationTime.of(files.files(), path);
    ModificationTime.set(files.files(), path, FileTime.fromMillis(System.currentTimeMillis()));
    if (before.isStill()) {
      files.write(holder); // an object store has no other way to set a time
    }
  }
}
