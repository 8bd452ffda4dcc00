package org.lockstep.training.exchange.resident;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.resident.Wire.Message;
import org.lockstep.training.exchange.resident.Wire.Reply;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * A command and the results of the tasks for it. Sums of gradients from other JVMs are added up as
 * they arrive, all other results are kept until the driver takes them. Thread-safe.
 */
final class Round {
  private final Command command;
  private final AtomicReferenceArray<@Nullable Object> slots;
  private final AtomicInteger missing;
  private final ArrivingGradient arriving;
  private final Map<Sending, Outcome> sendings = new HashMap<>();

  Round(Command command, StageShape shape) {
    this.command = command;
    slots = new AtomicReferenceArray<>(shape.partitions());
    missing = new AtomicInteger(shape.partitions());
    arriving = new ArrivingGradient(shape);
  }

  /** A result that an executor has begun to send; its partitions' slots are taken by it. */
  private record Sending(String executor, List<Integer> partitions) {}

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
    if (isLate(sequence)) {
      return Outcome.IGNORED;
    }
    Outcome claimed = claim(partitions, result);
    return claimed == Outcome.TAKEN ? taken(partitions.size()) : claimed;
  }

  /**
   * Takes the message of an executor: a result, or a part of one.
   *
   * @param added is run once the sums of a part need no more memory
   */
  Outcome take(Message message, Runnable added) {
    TaskResult result = message.result();
    boolean isGradient =
        command.kind() == Command.Kind.GRADIENT || command.kind() == Command.Kind.STEP;
    Outcome begun;
    Sending sending = new Sending(message.sender().executor(), message.partitions());
    if (!isGradient || isLate(message.sequence())) {
      begun = complete(message.partitions(), message.sequence(), result);
      added.run();
      return begun;
    }
    synchronized (sendings) {
      begun = sendings.computeIfAbsent(sending, s -> claim(s.partitions(), s));
      if (message.reply() != Reply.ADDED) {
        sendings.put(sending, Outcome.IGNORED); // another time
      }
    }
    if (begun != Outcome.TAKEN) {
      added.run();
      return begun;
    }
    arriving.add(result.subtrees(), result.computeNanos(), added);
    if (message.reply() == Reply.ADDED) {
      return Outcome.TAKEN;
    }
    message.partitions().forEach(partition -> slots.set(partition, TaskResult.NONE));
    return taken(message.partitions().size());
  }

  private boolean isLate(long sequence) {
    return sequence != command.sequence() || sequence == Command.NOTHING_YET.sequence();
  }

  private Outcome claim(List<Integer> partitions, Object by) {
    int taken = 0;
    for (int partition : partitions) {
      taken += slots.compareAndSet(partition, null, by) ? 1 : 0;
    }
    if (taken == 0) {
      return Outcome.IGNORED;
    }
    return taken < partitions.size() ? Outcome.OVERLAPPING : Outcome.TAKEN;
  }

  private Outcome taken(int count) {
    return missing.addAndGet(-count) == 0 ? Outcome.COMPLETE : Outcome.TAKEN;
  }

  /** Whether the result of a partition has come, or a part of it. */
  boolean hasBegun(int partition) {
    return slots.get(partition) != null;
  }

  boolean has(int partition) {
    return slots.get(partition) instanceof TaskResult;
  }

  boolean isComplete() {
    return missing.get() == 0;
  }

  /** Lets executors go on that wait until a part is added: there is another command. */
  void end() {
    arriving.abandon();
  }

  /** The results that say something, each of one partition or more; only of a complete round. */
  List<TaskResult> results() {
    Set<TaskResult> all = Collections.newSetFromMap(new IdentityHashMap<>());
    if (arriving.hasBegun()) {
      all.add(arriving.result());
    }
    for (int p = 0; p < slots.length(); p++) {
      if (slots.get(p) instanceof TaskResult result
          && !(result.subtrees().isEmpty() && result.text().isEmpty())) {
        all.add(result);
      }
    }
    return List.copyOf(all);
  }
}
