package org.lockstep.training.exchange.resident;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.lockstep.training.exchange.resident.Wire.Sender;

/**
 * Cuts long messages into pieces, so that a model of any size fits the messages of Spark's RPC, and
 * the driver never has more than a few pieces an executor in its queues. Sums of long gradients go
 * in another way, in messages of their ranges ({@link Cuts}), which the driver adds up one by one.
 *
 * <p>Whatever an executor sends begins with its kind:
 *
 * <pre>
 *   WHOLE     a message as {@link Wire} encodes it
 *   PIECE     sender, length of the message, offset, bytes of it; the reply is empty
 *   SENT      sender: the message is the one whose pieces were sent
 *   FETCH     sender, number of a command, offset; the reply is a piece of the command
 *   ALIVE     sender: it still computes, or waits for other executors; the reply is empty
 * </pre>
 *
 * <p>A command begins with its length and its number: a reply that is shorter is the first piece.
 */
final class Pieces {
  static final byte WHOLE = 0;
  static final byte PIECE = 1;
  static final byte SENT = 2;
  static final byte FETCH = 3;
  static final byte ALIVE = 4;

  /** Pieces that are on their way at a time, so that the wire is busy while one is handled. */
  static final int WINDOW = 3;

  private static final int LARGEST = 1 << 20;

  /** The share of a Spark message that a piece may fill; the rest is for headers. */
  private static final double SHARE_OF_MESSAGE = 0.9;

  private Pieces() {}

  /** The largest number of bytes of a piece. */
  static int size(SparkConf conf) {
    long most = conf.getSizeAsMb("spark.rpc.message.maxSize", "128m") << 20;
    return (int) Math.min(LARGEST, Math.max(1, (long) (SHARE_OF_MESSAGE * most)));
  }

  /** A piece of a message that an executor sends. */
  record Piece(Sender sender, int length, int offset, ByteBuffer bytes) {
    static byte[] encode(Sender sender, byte[] message, int offset, int count) {
      return frame(
          PIECE,
          sender,
          2 * Integer.BYTES + count,
          to -> to.putInt(message.length).putInt(offset).put(message, offset, count));
    }

    static Piece decode(byte[] frame) {
      return Wire.whole(
          frame,
          from -> {
            from.get();
            Sender sender = Sender.readFrom(from);
            int length = from.getInt();
            int offset = from.getInt();
            ByteBuffer bytes = from.slice();
            from.position(from.limit());
            Wire.require(
                offset >= 0 && bytes.hasRemaining() && offset <= length - bytes.remaining(),
                "the piece at %,d",
                offset);
            return new Piece(sender, length, offset, bytes);
          });
    }
  }

  /** The end of a message that was sent in pieces. */
  static byte[] sent(Sender sender) {
    return frame(SENT, sender, 0, to -> {});
  }

  /** A sign of life of an executor that has not answered yet. */
  static byte[] alive(Sender sender) {
    return frame(ALIVE, sender, 0, to -> {});
  }

  /** The sender of a frame that has nothing else in it. */
  static Sender sender(byte[] frame) {
    return Wire.whole(
        frame,
        from -> {
          from.get();
          return Sender.readFrom(from);
        });
  }

  /** A request for a piece of a command. */
  record Fetch(Sender sender, long sequence, int offset) {
    byte[] encode() {
      return frame(
          FETCH, sender, Long.BYTES + Integer.BYTES, to -> to.putLong(sequence).putInt(offset));
    }

    static Fetch decode(byte[] frame) {
      return Wire.whole(
          frame,
          from -> {
            from.get();
            return new Fetch(Sender.readFrom(from), from.getLong(), from.getInt());
          });
    }
  }

  /**
   * Encodes what an executor sends.
   *
   * @param more bytes behind the sender
   * @param writer of these
   */
  private static byte[] frame(byte kind, Sender sender, int more, Consumer<ByteBuffer> writer) {
    byte[] frame = new byte[1 + 2 * Integer.BYTES + sender.nameBytes() + more];
    ByteBuffer to = Wire.buffer(frame).put(kind);
    sender.writeTo(to);
    writer.accept(to);
    return frame;
  }

  /** Collects the pieces of one message, which may come in any order. Thread-safe. */
  static final class Assembly {
    private final byte[] bytes;
    private int missing;

    Assembly(int length) {
      bytes = new byte[length];
      missing = length;
    }

    int length() {
      return bytes.length;
    }

    /** Takes a piece; returns whether it was the last that was missing. */
    synchronized boolean put(int offset, ByteBuffer piece) {
      int length = piece.remaining();
      piece.get(bytes, offset, length);
      missing -= length;
      return missing == 0;
    }

    /**
     * The whole message.
     *
     * @throws IllegalArgumentException if a piece is missing
     */
    synchronized byte[] whole() {
      Wire.require(missing == 0, "%,d bytes missing", missing);
      return bytes;
    }
  }
}
