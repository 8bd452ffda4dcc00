package org.lockstep.training.exchange.resident;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.task.TaskResult;

/** A command and the results of the tasks for it. Thread-safe, without locks. */
final class Round {
  private final Command command;
  private final AtomicReferenceArray<@Nullable TaskResult> results;
  private final AtomicInteger missing;

  Round(Command command, int partitions) {
    this.command = command;
    results = new AtomicReferenceArray<>(partitions);
    missing = new AtomicInteger(partitions);
  }

  Command command() {
    return command;
  }

  /**
   * Takes a partition's result. One for another command, and a second one of the same partition, is
   * ignored.
   *
   * @param sequence number of the command that it is for
   * @return whether it was the last that was missing
   */
  boolean complete(int partition, long sequence, TaskResult result) {
    return sequence == command.sequence()
        && sequence != Command.NOTHING_YET.sequence()
        && results.compareAndSet(partition, null, result)
        && missing.decrementAndGet() == 0;
  }

  boolean has(int partition) {
    return results.get(partition) != null;
  }

  boolean isComplete() {
    return missing.get() == 0;
  }

  /** One result a partition; only of a complete round. */
  List<TaskResult> results() {
    List<TaskResult> all = new ArrayList<>();
    for (int p = 0; p < results.length(); p++) {
      all.add(Objects.requireNonNull(results.get(p)));
    }
    return all;
  }
}
