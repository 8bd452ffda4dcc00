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
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;

/**
 * Holds what the peers of a stage send to one of them, until it has come from all. A peer that is
 * ahead may send for the next command before the others have sent for this one. Thread-safe.
 */
final class Mailbox {
  /** How often a waiting task checks whether Spark wants it to end. */
  private static final long POLL_MILLIS = 100;

  private final Ranges ranges;
  private final IntUnaryOperator owner;
  private final Map<Long, @Nullable TaskResult[]> bySequence = new HashMap<>();
  private @Nullable String lost;

  /**
   * Creates a mailbox.
   *
   * @param ranges of the peers
   * @param owner of the range that a peer sends sums of
   */
  Mailbox(Ranges ranges, IntUnaryOperator owner) {
    this.ranges = ranges;
    this.owner = owner;
  }

  /**
   * Takes the sums of a peer.
   *
   * @param sequence number of the command that they are for
   * @throws IllegalArgumentException if there is no such peer, or the sums are not of its range
   */
  synchronized void put(int sender, long sequence, TaskResult sums) {
    if (sender < 0 || sender >= ranges.owners()) {
      throw new IllegalArgumentException(
          "sums of peer %d, but the stage has %d".formatted(sender, ranges.owners()));
    }
    int expected = owner.applyAsInt(sender);
    boolean fits =
        sums.subtrees().stream()
            .allMatch(
                subtree ->
                    subtree.sum() == null
                        || (subtree.sum() instanceof GradientSum sum
                            && sum.from() == ranges.from(expected)
                            && sum.length() == ranges.length(expected)));
    if (!fits) {
      throw new IllegalArgumentException(
          "the sums of peer %d are not of the %,d parameters from %,d on"
              .formatted(sender, ranges.length(expected), ranges.from(expected)));
    }
    bySequence.computeIfAbsent(sequence, n -> new TaskResult[ranges.owners()])[sender] = sums;
    notifyAll();
  }

  /**
   * Takes the message of a peer.
   *
   * @throws IllegalArgumentException as the other, and if it is not of one peer
   */
  void put(Message message) {
    if (message.partitions().size() != 1) {
      throw new IllegalArgumentException("a message of the peers " + message.partitions());
    }
    put(message.partitions().get(0), message.sequence(), message.result());
  }

  /** Ends the wait: a peer cannot be reached. */
  synchronized void lose(String reason) {
    lost = reason;
    notifyAll();
  }

  /**
   * Waits for the sums of all peers, and removes them.
   *
   * @param sequence number of the command that they are for
   * @return those of each peer, in order
   * @throws IllegalStateException if the task is cancelled or interrupted, or a peer is lost
   */
  synchronized List<TaskResult> await(long sequence, BooleanSupplier cancelled) {
    TaskResult[] sums = bySequence.computeIfAbsent(sequence, n -> new TaskResult[ranges.owners()]);
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
