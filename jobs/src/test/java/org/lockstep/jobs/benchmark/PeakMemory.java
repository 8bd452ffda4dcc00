package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Watches how much memory some processes hold together, by what Linux says of each. */
final class PeakMemory implements AutoCloseable {
  private static final long EVERY_MILLIS = 50;

  private final Supplier<Stream<ProcessHandle>> processes;
  private final Thread watcher = new Thread(this::watch, "peak-memory");
  private volatile long peakKibibytes;

  PeakMemory(Supplier<Stream<ProcessHandle>> processes) {
    this.processes = processes;
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    try {
      while (true) {
        long now = processes.get().mapToLong(PeakMemory::residentKibibytes).sum();
        peakKibibytes = Math.max(peakKibibytes, now);
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** 0 for a process that has ended, and where there is no /proc. */
  private static long residentKibibytes(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc/%d/status".formatted(process.pid())));
      return status
          .lines()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  double peakMebibytes() {
    return peakKibibytes / 1024.0;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
