package org.lockstep.training;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.lockstep.model.run.RunFolder;

/**
 * Polls for the stop file every second, in the background so that no iteration waits for a disk.
 */
final class StopFile implements AutoCloseable {
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "lockstep-stop-file");
            daemon.setDaemon(true);
            return daemon;
          });

  private final ScheduledFuture<?> polling;
  private volatile boolean isThere;

  StopFile(RunFolder folder) {
    folder.takeStopFile(); // left over from an earlier process
    polling =
        thread.scheduleWithFixedDelay(
            () -> isThere = isThere || folder.takeStopFile(), 0, 1, TimeUnit.SECONDS);
  }

  boolean isThere() {
    return isThere;
  }

  @Override
  public void close() {
    polling.cancel(false);
    thread.shutdown();
  }
}
