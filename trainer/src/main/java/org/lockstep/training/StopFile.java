package org.lockstep.training;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.lockstep.model.RunFolder;

/** Looks every second for the file that asks a run to stop: an iteration cannot wait for a disk. */
final class StopFile implements AutoCloseable {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "lockstep-stop-file");
            daemon.setDaemon(true);
            return daemon;
          });

  private final ScheduledFuture<?> looking;
  private volatile boolean isThere;

  StopFile(RunFolder folder) {
    folder.takeStopFile(); // it was meant for a process that is gone
    looking =
        thread.scheduleWithFixedDelay(
            () -> isThere = isThere || folder.takeStopFile(), 0, 1, TimeUnit.SECONDS);
  }

  boolean isThere() {
    return isThere;
  }

  @Override
  public void close() {
    looking.cancel(false);
    thread.shutdown();
  }
}
