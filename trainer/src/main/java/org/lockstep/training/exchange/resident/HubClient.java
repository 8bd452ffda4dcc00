package org.lockstep.training.exchange.resident;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.lockstep.spark.DriverRpc;
import org.lockstep.training.exchange.resident.Pieces.Assembly;
import org.lockstep.training.exchange.resident.Pieces.Fetch;
import org.lockstep.training.exchange.resident.Pieces.Piece;
import org.lockstep.training.exchange.resident.Wire.Sender;

/** Sends an executor's messages to the hub of a stage, long ones in pieces. Thread-safe. */
final class HubClient {
  private final DriverRpc driver;
  private final Sender sender;
  private final int pieceBytes;
  private final Consumer<Throwable> failed;
  private volatile Runnable abort = () -> {};

  /**
   * Creates it.
   *
   * @param failed takes the error if the driver cannot be reached, or refuses a message
   */
  HubClient(DriverRpc driver, Sender sender, int pieceBytes, Consumer<Throwable> failed) {
    this.driver = driver;
    this.sender = sender;
    this.pieceBytes = pieceBytes;
    this.failed = failed;
  }

  /** Sends a message that wants no command. */
  void tell(byte[] message) {
    send(message, false, reply -> {});
  }

  /**
   * Sends a message that wants the next command.
   *
   * @param commanded takes it, on a thread of Spark's
   */
  void ask(byte[] message, Consumer<Command> commanded) {
    send(
        message,
        true,
        reply -> {
          ByteBuffer head = Wire.buffer(reply);
          int length = reply.length < Integer.BYTES + Long.BYTES ? 0 : head.getInt();
          if (length > reply.length) {
            new Download(head.getLong(), length, commanded).start(reply);
          } else {
            commanded.accept(Wire.command(reply));
          }
        });
  }

  /** Says that the executor is there, and has not answered yet. */
  void alive() {
    request(Pieces.alive(sender), false, reply -> {});
  }

  /** Waits no longer for a command. */
  void abort() {
    abort.run();
  }

  private void send(byte[] message, boolean isHeld, Consumer<byte[]> replied) {
    if (message.length <= pieceBytes) {
      request(message, isHeld, replied);
    } else {
      new Upload(message, isHeld, replied).start();
    }
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
