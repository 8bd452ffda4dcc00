package org.lockstep.training.exchange;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets the driver thread compute one task's results in local mode, where it would otherwise only
 * wait for them; saves two thread wake-ups an iteration. The task keeps its slot and its lanes.
 */
final class DriverSideTask {
  private final int partition;
  private final Function<Command, TaskResult> work;
  private boolean ended;
  private volatile @Nullable RuntimeException failure;

  /**
   * Creates the task.
   *
   * @param work computes the result of a command
   */
  DriverSideTask(int partition, Function<Command, TaskResult> work) {
    this.partition = partition;
    this.work = work;
  }

  int partition() {
    return partition;
  }

  /** The exception of the work, for the task's own thread to throw; null if there was none. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  /** Computes a result; null if the work has failed, or the task has ended. */
  synchronized @Nullable TaskResult compute(Command command) {
    if (ended || failure != null) {
      return null;
    }
    try {
      return work.apply(command);
    } catch (RuntimeException e) {
      failure = e;
      return null;
    }
  }

  /** Ends the task; waits for a computation under way. */
  synchronized void end() {
    ended = true;
  }
}
