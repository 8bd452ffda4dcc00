package org.lockstep.training.exchange.resident;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * The tasks of a stage in other JVMs. Each sends its result as a message, whose RPC reply is held
 * back until there is a next command. Thread-safe.
 */
final class RemoteTasks {
  private final ResidentHub hub;
  private final AtomicReferenceArray<@Nullable Consumer<byte[]>> replies;

  RemoteTasks(ResidentHub hub, int partitions) {
    this.hub = hub;
    replies = new AtomicReferenceArray<>(partitions);
  }

  /** Replies with a command to all tasks that wait for one. */
  void publish(Command command) {
    List<Consumer<byte[]>> waiting = new ArrayList<>();
    for (int p = 0; p < replies.length(); p++) {
      Consumer<byte[]> reply = replies.getAndSet(p, null);
      if (reply != null) {
        waiting.add(reply);
      }
    }
    if (!waiting.isEmpty()) {
      // In parallel, because a reply copies all parameters
      waiting.parallelStream().forEach(reply -> reply.accept(command.encoded()));
    }
  }

  /**
   * Takes a task's message.
   *
   * @param reply takes the next command; called at once, or by the thread that publishes it
   * @throws IllegalArgumentException if the stage has no such partition, or the result is not one
   *     of its command; nothing has changed then
   */
  void receive(Wire.Message message, Consumer<byte[]> reply) {
    requirePlausible(message);
    int partition = message.partition();
    hub.complete(partition, message.sequence(), message.result());
    replies.set(partition, reply);
    Command next = hub.next(partition, message.sequence());
    // If a command was published in between, the thread that removes the reply sends it
    if (next != null && replies.compareAndSet(partition, reply, null)) {
      reply.accept(next.encoded());
    }
  }

  /** Sums of another size would only fail in the additions, after other results were added. */
  private void requirePlausible(Wire.Message message) {
    if (message.partition() >= replies.length()) {
      throw new IllegalArgumentException(
          "a message of partition %d, but the stage has %d"
              .formatted(message.partition(), replies.length()));
    }
    Command current = hub.command();
    if (message.sequence() != current.sequence()) {
      return; // too late: the result is ignored
    }
    for (Subtree<?> subtree : message.result().subtrees()) {
      if (!current.acceptsSum(subtree.sum())) {
        throw new IllegalArgumentException(
            "the result of partition %d does not fit the command %s"
                .formatted(message.partition(), current.kind()));
      }
    }
  }
}
