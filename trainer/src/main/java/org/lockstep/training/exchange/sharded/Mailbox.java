package org.lockstep.training.exchange.sharded;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.resident.Wire.Message;
import org.lockstep.training.exchange.resident.Wire.Sender;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;

/**
 * Holds what the tasks of a stage send to one of them, until it has come from all. A task that is
 * ahead may send for the next command before the others have sent for this one. Thread-safe.
 */
final class Mailbox {
  /** How often a waiting task checks whether Spark wants it to end. */
  private static final long POLL_MILLIS = 100;

  private final int senders;
  private final IntUnaryOperator length;
  private final Map<Long, @Nullable TaskResult[]> bySequence = new HashMap<>();
  private @Nullable String lost;

  /**
   * Creates a mailbox.
   *
   * @param senders number of tasks
   * @param length of the gradients that a task sends
   */
  Mailbox(int senders, IntUnaryOperator length) {
    this.senders = senders;
    this.length = length;
  }

  /**
   * Takes the sums of a task.
   *
   * @param sequence number of the command that they are for
   * @throws IllegalArgumentException if there is no such task, or the sums are not of its length
   */
  synchronized void put(int sender, long sequence, TaskResult sums) {
    if (sender < 0 || sender >= senders) {
      throw new IllegalArgumentException(
          "sums of task %d, but the stage has %d".formatted(sender, senders));
    }
    int expected = length.applyAsInt(sender);
    boolean fits =
        sums.subtrees().stream()
            .allMatch(
                subtree ->
                    subtree.sum() == null
                        || (subtree.sum() instanceof GradientSum sum && sum.length() == expected));
    if (!fits) {
      throw new IllegalArgumentException(
          "the sums of task %d are not of %,d parameters".formatted(sender, expected));
    }
    bySequence.computeIfAbsent(sequence, n -> new TaskResult[senders])[sender] = sums;
    notifyAll();
  }

  /**
   * Takes the message of a task.
   *
   * @throws IllegalArgumentException as the other, and if it is not of one task
   */
  void put(Message message) {
    if (message.partitions().size() != 1) {
      throw new IllegalArgumentException(
          "a message of the tasks %s".formatted(message.partitions()));
    }
    put(message.partitions().get(0), message.sequence(), message.result());
  }

  /**
   * The message with sums of a task.
   *
   * @param mailbox its name
   */
  static Message message(String mailbox, int sender, long sequence, TaskResult sums) {
    return new Message(new Sender(mailbox, ""), false, sequence, List.of(sender), sums);
  }

  /** Ends the wait: a task cannot be reached. */
  synchronized void lose(String reason) {
    lost = reason;
    notifyAll();
  }

  /**
   * Waits for the sums of all tasks, and removes them.
   *
   * @param sequence number of the command that they are for
   * @return those of each task, in order
   * @throws IllegalStateException if the task is cancelled or interrupted, or another is lost
   */
  synchronized List<TaskResult> await(long sequence, BooleanSupplier cancelled) {
    TaskResult[] sums = bySequence.computeIfAbsent(sequence, n -> new TaskResult[senders]);
    while (Arrays.stream(sums).anyMatch(Objects::isNull)) {
      if (lost != null) {
        throw new IllegalStateException(lost);
      }
      if (cancelled.getAsBoolean()) {
        throw new IllegalStateException("the task was cancelled");
      }
      try {
        wait(POLL_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException("the task was interrupted", e);
      }
    }
    bySequence.remove(sequence);
    return List.of(sums);
  }
}
