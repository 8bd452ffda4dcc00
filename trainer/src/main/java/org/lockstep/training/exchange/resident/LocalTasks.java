package org.lockstep.training.exchange.resident;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * The tasks of a stage in the driver's JVM, each of which computes on its own thread. Thread-safe.
 */
final class LocalTasks {
  private final ResidentHub hub;
  private final IdleStrategy idle;
  private final AtomicReferenceArray<@Nullable Thread> waiting;

  LocalTasks(ResidentHub hub, IdleStrategy idle, int partitions) {
    this.hub = hub;
    this.idle = idle;
    waiting = new AtomicReferenceArray<>(partitions);
  }

  /** Wakes all threads that wait for a command. */
  void wakeUp() {
    for (int p = 0; p < waiting.length(); p++) {
      LockSupport.unpark(waiting.get(p));
    }
  }

  /**
   * Serves commands until the stop; called by a task's thread.
   *
   * @param work computes the result of a command
   * @param cancelled whether Spark wants the task to end
   */
  void serve(int partition, Function<Command, TaskResult> work, BooleanSupplier cancelled) {
    Command command = awaitNext(partition, Command.NOTHING_YET.sequence(), cancelled);
    while (command.kind() != Command.Kind.STOP) {
      hub.complete(List.of(partition), command.sequence(), work.apply(command));
      command = awaitNext(partition, command.sequence(), cancelled);
    }
  }

  private Command awaitNext(int partition, long after, BooleanSupplier cancelled) {
    waiting.set(partition, Thread.currentThread());
    long start = System.nanoTime();
    try {
      while (true) {
        Command next = hub.next(after);
        if (next != null) {
          return next;
        }
        if (cancelled.getAsBoolean()) {
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
}
