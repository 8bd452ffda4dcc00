package org.lockstep.training.exchange;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lockstep.optimization.vector.ElementwiseExecutor.Loop;

/**
 * An element-wise loop cut into ranges: idle task threads take ranges from a shared counter, the
 * driver runs the rest.
 */
final class WorkSplit {
  private final int length;
  private final Loop loop;
  private final int parts;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger unfinished;
  private volatile @Nullable RuntimeException failure;

  /**
   * Cuts a loop into ranges.
   *
   * @param length number of elements
   * @param parts number of ranges
   */
  WorkSplit(int length, Loop loop, int parts) {
    this.length = length;
    this.loop = loop;
    this.parts = parts;
    unfinished = new AtomicInteger(parts);
  }

  /** Runs ranges until none is left to take; called by any thread. */
  void help() {
    for (int part = taken.getAndIncrement(); part < parts; part = taken.getAndIncrement()) {
      try {
        loop.run(start(part), start(part + 1));
      } catch (RuntimeException e) {
        failure = e;
      } finally {
        unfinished.decrementAndGet();
      }
    }
  }

  private int start(int part) {
    return (int) ((long) length * part / parts);
  }

  /**
   * Helps, and spins until ranges that other threads have taken are finished.
   *
   * @throws RuntimeException if the loop has thrown one, on whichever thread
   */
  void finish() {
    help();
    while (unfinished.get() > 0) {
      Thread.onSpinWait();
    }
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }
}
