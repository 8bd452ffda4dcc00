package org.lockstep.training.exchange.resident;

import java.util.concurrent.locks.LockSupport;

/**
 * How the driver and the task threads of its JVM wait for each other. The driver parks; a task
 * thread spins first, for as long as the driver's part of an iteration usually takes.
 */
final class IdleStrategy {
  /** The longest spin: about the driver's part of an iteration. */
  private static final long SPIN_NANOS = 300_000;

  /** The longest park; bounds the delay of a missed wake-up or an interruption. */
  private static final long PARK_NANOS = 5_000_000;

  private final long spinNanos;

  /** Creates the strategy of a stage with that many task threads. */
  IdleStrategy(int threads) {
    // Spin only if each task thread has its own core; otherwise spinning starves the workers.
    spinNanos = threads <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
  }

  /**
   * Spins once, or parks the calling thread; the caller then checks its condition again.
   *
   * @param since when it started to wait, by {@link System#nanoTime}
   */
  void pause(long since) {
    if (System.nanoTime() - since < spinNanos) {
      Thread.onSpinWait();
    } else {
      park();
    }
  }

  /** Parks the calling thread once; the caller then checks its condition again. */
  void park() {
    LockSupport.parkNanos(this, PARK_NANOS);
  }
}
