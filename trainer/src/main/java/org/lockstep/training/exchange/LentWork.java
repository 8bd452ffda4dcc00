package org.lockstep.training.exchange;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The work of one task, done by the driver's thread, which would have to wait for it: in one JVM an
 * iteration then wakes one thread less, twice. The task keeps its slot and its lanes meanwhile.
 */
final class LentWork {
  private final int partition;
  private final Function<Command, Answer> work;
  private boolean over;
  private volatile @Nullable RuntimeException failure;

  LentWork(int partition, Function<Command, Answer> work) {
    this.partition = partition;
    this.work = work;
  }

  int partition() {
    return partition;
  }

  /** What went wrong with it, which is for its task to report. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  /** Does the work; null if it has failed, or its task is gone. */
  synchronized @Nullable Answer answer(Command command) {
    if (over || failure != null) {
      return null;
    }
    try {
      return work.apply(command);
    } catch (RuntimeException e) {
      failure = e;
      return null;
    }
  }

  /** Takes it back; what is being done is finished before. */
  synchronized void end() {
    over = true;
  }
}
