package org.lockstep.training.exchange.resident;

import static org.lockstep.training.exchange.task.TaskResult.NONE;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.lockstep.spark.DriverRpc;
import org.lockstep.spark.PeerRpc.Outcome;
import org.lockstep.training.exchange.resident.Pieces.Assembly;
import org.lockstep.training.exchange.resident.Pieces.Fetch;
import org.lockstep.training.exchange.resident.Pieces.Piece;
import org.lockstep.training.exchange.resident.Wire.Message;
import org.lockstep.training.exchange.resident.Wire.Reply;
import org.lockstep.training.exchange.resident.Wire.Sender;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree.Subtree;

/** Sends an executor's messages to the hub of a stage, long ones in parts. Thread-safe. */
final class HubClient {
  private final DriverRpc driver;
  private final Uplink uplink;
  private final Sender sender;
  private final int pieceBytes;
  private final Consumer<Throwable> failed;
  private volatile Runnable abort = () -> {};

  /**
   * Creates it.
   *
   * @param uplink takes gradients, if there is one
   * @param failed takes the error if the driver cannot be reached, or refuses a message
   */
  HubClient(
      DriverRpc driver, Uplink uplink, Sender sender, int pieceBytes, Consumer<Throwable> failed) {
    this.driver = driver;
    this.uplink = uplink;
    this.sender = sender;
    this.pieceBytes = pieceBytes;
    this.failed = failed;
  }

  /**
   * Sends a message.
   *
   * @param commanded takes the next command if the message wants it, on a thread of Spark's
   */
  void send(Message message, Consumer<Command> commanded) {
    boolean isHeld = message.reply() == Reply.COMMAND;
    Consumer<byte[]> replied = isHeld ? reply -> commanded(reply, commanded) : reply -> {};
    List<Subtree<GradientSum>> gradients = gradients(message);
    if (Wire.size(message) <= pieceBytes) {
      boolean isSent =
          !gradients.isEmpty() && upload(with(message, Reply.NOTHING, message.result()), () -> {});
      if (!isSent) {
        request(Wire.message(message), isHeld, replied);
      } else if (isHeld) {
        Message ask = new Message(sender, Reply.COMMAND, message.sequence(), List.of(), NONE);
        request(Wire.message(ask), true, replied);
      }
    } else if (gradients.isEmpty()) {
      new Upload(Wire.message(message), isHeld, replied).start();
    } else {
      new Ranges(message, gradients, replied).start();
    }
  }

  private static List<Subtree<GradientSum>> gradients(Message message) {
    List<Subtree<GradientSum>> gradients = new ArrayList<>();
    for (Subtree<?> subtree : message.result().subtrees()) {
      if (subtree.sum() instanceof GradientSum sum) {
        gradients.add(new Subtree<>(subtree.place(), sum));
      }
    }
    return gradients;
  }

  private static Message with(Message message, Reply reply, TaskResult result) {
    return new Message(message.sender(), reply, message.sequence(), message.partitions(), result);
  }

  /** Sends a message by the quicker way, if there is one. */
  private boolean upload(Message message, Runnable taken) {
    return uplink.send(message, new Outcome(taken, failed));
  }

  private void commanded(byte[] reply, Consumer<Command> commanded) {
    ByteBuffer head = Wire.buffer(reply);
    int length = reply.length < Integer.BYTES + Long.BYTES ? 0 : head.getInt();
    if (length > reply.length) {
      new Download(head.getLong(), length, commanded).start(reply);
    } else {
      commanded.accept(Wire.command(reply));
    }
  }

  /** Says that the executor is there, and has not answered yet. */
  void alive() {
    request(Pieces.alive(sender), false, reply -> {});
  }

  /** Waits no longer for a command. */
  void abort() {
    abort.run();
  }

  /** Sends a frame; the driver may hold the reply back until there is a command. */
  private void request(byte[] frame, boolean isHeld, Consumer<byte[]> replied) {
    DriverRpc.Reply reply = driver.ask(frame);
    if (isHeld) {
      abort = () -> reply.abort("the tasks have ended");
    }
    reply.whenDone(
        bytes -> {
          try {
            replied.accept(bytes);
          } catch (RuntimeException | Error e) {
            failed.accept(e);
          }
        },
        failed);
  }

  /** Sends a message in pieces. */
  private final class Upload {
    private final byte[] message;
    private final boolean isHeld;
    private final Consumer<byte[]> replied;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger missing;

    Upload(byte[] message, boolean isHeld, Consumer<byte[]> replied) {
      this.message = message;
      this.isHeld = isHeld;
      this.replied = replied;
      missing = new AtomicInteger((message.length - 1) / pieceBytes + 1);
    }

    void start() {
      for (int i = 0; i < Pieces.WINDOW; i++) {
        sendNext();
      }
    }

    private void sendNext() {
      long offset = (long) next.getAndIncrement() * pieceBytes;
      if (offset >= message.length) {
        return;
      }
      int count = (int) Math.min(pieceBytes, message.length - offset);
      request(
          Piece.encode(sender, message, (int) offset, count),
          false,
          taken -> {
            if (missing.decrementAndGet() == 0) {
              request(Pieces.sent(sender), isHeld, replied);
            } else {
              sendNext();
            }
          });
    }
  }

  /**
   * Sends sums of a gradient range by range, and at last a message without sums. The driver replies
   * to a range once it has come from all executors, so that it has few ranges at a time.
   */
  private final class Ranges {
    private final Message message;
    private final List<Subtree<GradientSum>> gradients;
    private final List<Subtree<?>> empty;
    private final Consumer<byte[]> replied;
    private final Cuts cuts;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger missing;

    Ranges(Message message, List<Subtree<GradientSum>> gradients, Consumer<byte[]> replied) {
      this.message = message;
      this.gradients = gradients;
      this.replied = replied;
      empty = new ArrayList<>(message.result().subtrees());
      empty.removeIf(subtree -> subtree.sum() != null);
      GradientSum first = Objects.requireNonNull(gradients.get(0).sum());
      cuts = new Cuts(first.from(), first.length(), pieceBytes);
      missing = new AtomicInteger(cuts.count());
    }

    void start() {
      for (int i = 0; i < Pieces.WINDOW; i++) {
        sendNext();
      }
    }

    private void sendNext() {
      int range = next.getAndIncrement();
      if (range >= cuts.count()) {
        return;
      }
      AtomicInteger owing = new AtomicInteger(gradients.size());
      for (int i = 0; i < gradients.size(); i++) {
        GradientSum sum = Objects.requireNonNull(gradients.get(i).sum());
        List<Subtree<?>> part = new ArrayList<>(i == 0 ? empty : List.of());
        part.add(
            new Subtree<>(
                gradients.get(i).place(), sum.range(cuts.first(range), cuts.first(range + 1))));
        Message ofRange = with(message, Reply.ADDED, new TaskResult(part, 0));
        Runnable added =
            () -> {
              if (owing.decrementAndGet() == 0) {
                rangeDone();
              }
            };
        if (!upload(ofRange, added)) {
          request(Wire.message(ofRange), false, reply -> added.run());
        }
      }
    }

    private void rangeDone() {
      if (missing.decrementAndGet() > 0) {
        sendNext();
        return;
      }
      TaskResult rest = new TaskResult(List.of(), message.result().computeNanos());
      request(
          Wire.message(with(message, message.reply(), rest)),
          message.reply() == Reply.COMMAND,
          replied);
    }
  }

  /** Fetches the pieces of a command. */
  private final class Download {
    private final long sequence;
    private final Assembly assembly;
    private final Consumer<Command> commanded;
    private final AtomicInteger next = new AtomicInteger(1);
    private int size;

    Download(long sequence, int length, Consumer<Command> commanded) {
      this.sequence = sequence;
      this.commanded = commanded;
      assembly = new Assembly(length);
    }

    void start(byte[] first) {
      size = first.length;
      assembly.put(0, ByteBuffer.wrap(first));
      for (int i = 0; i < Pieces.WINDOW; i++) {
        fetchNext();
      }
    }

    private void fetchNext() {
      long offset = (long) next.getAndIncrement() * size;
      if (offset >= assembly.length()) {
        return;
      }
      request(
          new Fetch(sender, sequence, (int) offset).encode(),
          false,
          piece -> {
            if (piece.length == 0) {
              commanded.accept(Command.STOP); // the stage has ended
            } else if (assembly.put((int) offset, ByteBuffer.wrap(piece))) {
              commanded.accept(Wire.command(assembly.whole()));
            } else {
              fetchNext();
            }
          });
    }
  }
}
