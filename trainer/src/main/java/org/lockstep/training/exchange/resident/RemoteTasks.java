package org.lockstep.training.exchange.resident;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.resident.Pieces.Assembly;
import org.lockstep.training.exchange.resident.Pieces.Fetch;
import org.lockstep.training.exchange.resident.Pieces.Piece;
import org.lockstep.training.exchange.resident.Wire.Message;
import org.lockstep.training.exchange.resident.Wire.Reply;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * The executors of a stage in other JVMs. Each sends the result of all of its tasks as a message,
 * whose RPC reply is held back until there is a next command. Thread-safe.
 */
final class RemoteTasks {
  private static final byte[] TAKEN = {};

  /** For so long a sign of life holds: three times as long as it takes until the next. */
  private static final long LIFE_NANOS = 3 * Combiner.SIGNS_OF_LIFE_MILLIS * 1_000_000;

  private final ResidentHub hub;
  private final StageShape shape;
  private final Map<String, Consumer<byte[]>> replies = new ConcurrentHashMap<>();
  private final Map<String, Assembly> arriving = new ConcurrentHashMap<>();
  private final Map<String, Long> signsOfLife = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable String> executors;

  RemoteTasks(ResidentHub hub, StageShape shape) {
    this.hub = hub;
    this.shape = shape;
    executors = new AtomicReferenceArray<>(shape.partitions());
  }

  /** The id of the executor that has last sent a message of a partition; null if none has. */
  @Nullable String executor(int partition) {
    return executors.get(partition);
  }

  /** Takes the sign of life of an executor. */
  void alive(String executor) {
    signsOfLife.put(executor, System.nanoTime());
  }

  /** Whether an executor that has not answered has just said that it is there. */
  boolean isAlive(String executor) {
    Long last = signsOfLife.get(executor);
    return last != null && System.nanoTime() - last < LIFE_NANOS;
  }

  /** Replies with a command to all executors that wait for one. */
  void publish(Command command) {
    List<Consumer<byte[]>> waiting = new ArrayList<>();
    replies.forEach(
        (executor, reply) -> {
          if (replies.remove(executor, reply)) {
            waiting.add(reply);
          }
        });
    if (!waiting.isEmpty()) {
      byte[] first = firstPiece(command);
      // In parallel, because Spark copies it for each reply
      waiting.parallelStream().forEach(reply -> reply.accept(first));
    }
  }

  private byte[] firstPiece(Command command) {
    return Wire.piece(command, 0, shape.pieceBytes());
  }

  /** Returns the piece of a command that an executor lacks; empty if there is a later command. */
  byte[] piece(Fetch fetch) {
    Command command = hub.command();
    return command.sequence() == fetch.sequence()
        ? Wire.piece(command, fetch.offset(), shape.pieceBytes())
        : TAKEN;
  }

  /** Takes a piece of a message. */
  void receive(Piece piece) {
    Assembly assembly =
        arriving.computeIfAbsent(
            piece.sender().executor(), executor -> new Assembly(piece.length()));
    Wire.require(assembly.length() == piece.length(), "the length %,d", piece.length());
    assembly.put(piece.offset(), piece.bytes());
  }

  /** Returns the message of an executor that was sent in pieces. */
  Message received(String executor) {
    Assembly assembly = arriving.remove(executor);
    if (assembly == null) {
      throw new IllegalArgumentException("a message without pieces");
    }
    return Wire.message(assembly.whole());
  }

  /**
   * Takes an executor's message.
   *
   * @param reply takes what the message wants; called at once, or by a thread that publishes a
   *     command, or brings the last sums of a range
   * @throws IllegalArgumentException if the stage has no such partition, or the result is not one
   *     of its command; nothing has changed then
   */
  void receive(Message message, Consumer<byte[]> reply) {
    requirePlausible(message);
    String executor = message.sender().executor();
    message.partitions().forEach(partition -> executors.set(partition, executor));
    hub.join(message.partitions());
    boolean isPart = message.reply() == Reply.ADDED;
    hub.take(message, isPart ? () -> reply.accept(TAKEN) : () -> {});
    if (message.reply() == Reply.NOTHING) {
      reply.accept(TAKEN);
    }
    if (message.reply() != Reply.COMMAND) {
      return;
    }
    replies.put(executor, reply);
    Command next = hub.next(message.sequence());
    // If a command was published in between, the thread that removes the reply sends it
    if (next != null && replies.remove(executor, reply)) {
      reply.accept(firstPiece(next));
    }
  }

  /** Sums of another size would only fail in the additions, after other results were added. */
  private void requirePlausible(Message message) {
    for (int partition : message.partitions()) {
      if (partition >= executors.length()) {
        throw new IllegalArgumentException(
            "a message of partition %d, but the stage has %d"
                .formatted(partition, executors.length()));
      }
    }
    Command current = hub.command();
    if (message.sequence() != current.sequence()) {
      return; // too late: the result is ignored
    }
    for (Subtree<?> subtree : message.result().subtrees()) {
      boolean fits =
          LaneTree.isNode(subtree.place(), shape.lanes())
              && current.acceptsSum(subtree.sum())
              && !(subtree.sum() instanceof GradientSum sum && !shape.accepts(current, sum));
      if (!fits) {
        throw new IllegalArgumentException(
            "the result of partitions %s does not fit the command %s"
                .formatted(message.partitions(), current.kind()));
      }
    }
  }
}
