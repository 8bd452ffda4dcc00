package org.lockstep.training.exchange.resident;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

  /** What a result has changed. */
  enum Outcome {
    /** Nothing: it is for another command, or its partitions have one. */
    IGNORED,
    /** Others are missing. */
    TAKEN,
    /** It was the last that was missing. */
    COMPLETE,
    /** Some of its partitions have one, so that it can be neither taken nor ignored. */
    OVERLAPPING
  }

  /**
   * Takes the result of some partitions.
   *
   * @param sequence number of the command that it is for
   */
  Outcome complete(List<Integer> partitions, long sequence, TaskResult result) {
    if (sequence != command.sequence() || sequence == Command.NOTHING_YET.sequence()) {
      return Outcome.IGNORED;
    }
    int taken = 0;
    for (int partition : partitions) {
      taken += results.compareAndSet(partition, null, result) ? 1 : 0;
    }
    if (taken == 0) {
      return Outcome.IGNORED;
    }
    if (taken < partitions.size()) {
      return Outcome.OVERLAPPING;
    }
    return missing.addAndGet(-taken) == 0 ? Outcome.COMPLETE : Outcome.TAKEN;
  }

  boolean has(int partition) {
    return results.get(partition) != null;
  }

  boolean isComplete() {
    return missing.get() == 0;
  }

  /** The results, each of one partition or more; only of a complete round. */
  List<TaskResult> results() {
    Set<TaskResult> all = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int p = 0; p < results.length(); p++) {
      all.add(Objects.requireNonNull(results.get(p)));
    }
    return List.copyOf(all);
  }
}
