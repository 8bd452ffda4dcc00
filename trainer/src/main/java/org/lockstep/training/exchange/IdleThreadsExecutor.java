package org.lockstep.training.exchange;

import org.jspecify.annotations.Nullable;
import org.lockstep.optimization.vector.ElementwiseExecutor;

/**
 * Splits the driver's element-wise loops across task threads of the driver's JVM that spin for
 * their next command. A thread that computes, or is parked, takes no part.
 */
final class IdleThreadsExecutor implements ElementwiseExecutor {
  /** Shorter vectors are finished before another thread has noticed. */
  private static final int SHORTEST_SPLIT = 1 << 14;

  private final IdleStrategy idle;
  private final int threads;
  private volatile @Nullable WorkSplit current;

  /** Creates the executor of the driver and {@code threads} task threads. */
  IdleThreadsExecutor(IdleStrategy idle, int threads) {
    this.idle = idle;
    this.threads = threads;
  }

  @Override
  public void execute(int length, Loop loop) {
    if (!idle.spins() || length < SHORTEST_SPLIT) {
      loop.run(0, length);
      return;
    }
    WorkSplit split = new WorkSplit(length, loop, threads);
    current = split;
    split.finish();
    current = null;
  }

  /**
   * Runs ranges of the current loop, if there is one; called by idle task threads.
   *
   * @return whether there was one
   */
  boolean help() {
    WorkSplit split = current;
    if (split == null) {
      return false;
    }
    split.help();
    return true;
  }
}
