package org.lockstep.training.exchange;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a stage in the driver's JVM. The first to arrive hands its work to the driver
 * thread; the others compute on their own threads, and help with the driver's element-wise loops
 * while they spin for the next command. Thread-safe.
 */
final class LocalTasks {
  private final ResidentHub hub;
  private final IdleStrategy idle;
  private final IdleThreadsExecutor elementwise;
  private final AtomicReferenceArray<@Nullable Thread> waiting;
  private final AtomicReference<@Nullable DriverSideTask> driverSide = new AtomicReference<>();

  LocalTasks(ResidentHub hub, IdleStrategy idle, IdleThreadsExecutor elementwise, int partitions) {
    this.hub = hub;
    this.idle = idle;
    this.elementwise = elementwise;
    waiting = new AtomicReferenceArray<>(partitions);
  }

  /** Wakes all threads that wait for a command. */
  void wakeUp() {
    for (int p = 0; p < waiting.length(); p++) {
      LockSupport.unpark(waiting.get(p));
    }
  }

  /**
   * Computes the driver-side task's result of a round; called by the driver thread.
   *
   * @return whether there was one to compute
   */
  boolean computeOnDriver(Round round) {
    DriverSideTask task = driverSide.get();
    if (task == null || round.has(task.partition())) {
      return false;
    }
    TaskResult result = task.compute(round.command());
    if (result == null) {
      return false;
    }
    hub.complete(task.partition(), round.command().sequence(), result);
    return true;
  }

  /**
   * Serves commands until the stop; called by a task's thread.
   *
   * @param work computes the result of a command
   * @param cancelled whether Spark wants the task to end
   */
  void serve(int partition, Function<Command, TaskResult> work, BooleanSupplier cancelled) {
    DriverSideTask mine = new DriverSideTask(partition, work);
    if (driverSide.compareAndSet(null, mine)) {
      awaitStop(mine, cancelled);
      return;
    }
    Command command = awaitNext(partition, Command.NOTHING_YET.sequence(), cancelled);
    while (command.kind() != Command.Kind.STOP) {
      hub.complete(partition, command.sequence(), work.apply(command));
      command = awaitNext(partition, command.sequence(), cancelled);
    }
  }

  /** Waits for the stop while the driver computes the task's results. */
  private void awaitStop(DriverSideTask mine, BooleanSupplier cancelled) {
    hub.wakeDriver();
    try {
      awaitNext(mine.partition(), Command.STOP.sequence() - 1, cancelled);
    } finally {
      mine.end();
      driverSide.set(null);
    }
    RuntimeException failure = mine.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private Command awaitNext(int partition, long after, BooleanSupplier cancelled) {
    waiting.set(partition, Thread.currentThread());
    long start = System.nanoTime();
    try {
      while (true) {
        Command next = hub.next(partition, after);
        if (next != null) {
          return next;
        }
        if (elementwise.help()) {
          start = System.nanoTime();
        }
        if (cancelled.getAsBoolean() || hasFailedOnDriver(partition)) {
          return Command.STOP;
        }
        if (Thread.interrupted()) {
          throw new IllegalStateException("the task was interrupted");
        }
        idle.pause(start);
      }
    } finally {
      waiting.set(partition, null);
    }
  }

  private boolean hasFailedOnDriver(int partition) {
    DriverSideTask task = driverSide.get();
    return task != null && task.partition() == partition && task.failure() != null;
  }
}
