package org.lockstep.training.exchange;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lockstep.optimization.Ranges;

/**
 * Element-wise work that the driver shares with tasks of its own JVM which would only wait: who
 * comes takes the next range. A task that is busy, or sleeps, misses nothing but its part; the
 * driver does what nobody has taken.
 */
final class SharedWork {
  private final int length;
  private final Ranges.Work work;
  private final int parts;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger missing;
  private volatile @Nullable RuntimeException failure;

  /**
   * Cuts the work.
   *
   * @param length of the vector
   * @param parts ranges
   */
  SharedWork(int length, Ranges.Work work, int parts) {
    this.length = length;
    this.work = work;
    this.parts = parts;
    missing = new AtomicInteger(parts);
  }

  /** Does ranges until none is left to take. */
  void help() {
    for (int part = taken.getAndIncrement(); part < parts; part = taken.getAndIncrement()) {
      try {
        work.on(start(part), start(part + 1));
      } catch (RuntimeException e) {
        failure = e;
      } finally {
        missing.decrementAndGet();
      }
    }
  }

  private int start(int part) {
    return (int) ((long) length * part / parts);
  }

  /** Helps, and waits for those who do the last ranges; they are at it, so it is not long. */
  void finish() {
    help();
    while (missing.get() > 0) {
      Thread.onSpinWait();
    }
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }
}
