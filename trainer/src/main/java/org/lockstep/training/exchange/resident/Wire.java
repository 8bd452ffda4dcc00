package org.lockstep.training.exchange.resident;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.model.Floats;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree.Place;
import org.lockstep.training.lane.LaneTree.Subtree;
import org.lockstep.training.lane.MetricSum;
import org.lockstep.training.lane.Sum;

/**
 * Encodes the messages between the executors of a resident stage and the driver.
 *
 * <p>Messages are byte arrays, because Spark's RPC deserialises objects by the class path that an
 * executor was started with; a jar that spark-submit sends arrives later.
 *
 * <pre>
 *   executor  hub, executor, what the reply is to be, number of the last command, its partitions;
 *             their result: nanoseconds, text, number of subtrees, each with its place and its sum
 *   driver    number of bytes, number of the command, kind, mini-batch, addresses, numbers,
 *             parameters
 * </pre>
 *
 * <p>Long ones are sent in parts ({@link HubClient}); those that come by an {@link Uplink} want no
 * reply.
 */
public final class Wire {
  private static final String SEPARATOR = "\n";
  private static final List<Reply> REPLIES = List.of(Reply.values());
  private static final byte NO_SUM = 0;
  private static final byte GRADIENT = 1;
  private static final byte METRICS = 2;

  private static final int HEADER_BYTES = 2 + 5 * Integer.BYTES + 2 * Long.BYTES;
  private static final int SUBTREE_BYTES = 2 * Integer.BYTES + 1;
  private static final int COMMAND_BYTES = 6 * Integer.BYTES + 3 * Long.BYTES;

  private Wire() {}

  // ---- sent by an executor

  /** When a message is replied to, and with what. */
  public enum Reply {
    /** With nothing, at once. */
    NOTHING,
    /** With the next command, once there is one. */
    COMMAND,
    /**
     * With nothing, once its sums are added to those of the other executors: the message is a part
     * of a result, which ends with one that is replied to in another way.
     */
    ADDED
  }

  /**
   * An executor's message.
   *
   * @param sender hub and executor
   * @param reply what it wants
   * @param sequence number of the last command that the partitions have served
   * @param partitions whose result it is, or which have joined the stage
   * @param result their result; {@link TaskResult#NONE} before the first
   */
  public record Message(
      Sender sender, Reply reply, long sequence, List<Integer> partitions, TaskResult result) {}

  /** The hub of a stage, and an executor that has some of its tasks. */
  public record Sender(String hubId, String executor) {
    /** Bytes of the names, without their lengths. */
    int nameBytes() {
      return hubId.getBytes(UTF_8).length + executor.getBytes(UTF_8).length;
    }

    void writeTo(ByteBuffer to) {
      for (String name : List.of(hubId, executor)) {
        byte[] bytes = name.getBytes(UTF_8);
        to.putInt(bytes.length).put(bytes);
      }
    }

    static Sender readFrom(ByteBuffer from) {
      return new Sender(new String(bytes(from), UTF_8), new String(bytes(from), UTF_8));
    }
  }

  /**
   * Bytes of a message with sums of gradients.
   *
   * @param nameBytes of its sender
   */
  public static long gradientsBytes(
      int nameBytes, int partitions, int subtrees, int parameterCount) {
    long sum = SUBTREE_BYTES + 2L * Double.BYTES + 2L * Integer.BYTES + (long) parameterCount * 4;
    return HEADER_BYTES + nameBytes + (long) partitions * Integer.BYTES + subtrees * sum;
  }

  /** The number of bytes of a message. */
  public static long size(Message message) {
    long size =
        HEADER_BYTES
            + message.sender().nameBytes()
            + message.result().text().getBytes(UTF_8).length
            + (long) message.partitions().size() * Integer.BYTES;
    for (Subtree<?> subtree : message.result().subtrees()) {
      size += SUBTREE_BYTES + (subtree.sum() instanceof Sum sum ? sum.byteCount() : 0);
    }
    return size;
  }

  /** The bytes of a message. */
  public static byte[] message(Message message) {
    byte[] bytes = new byte[Math.toIntExact(size(message))];
    write(message, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Writes the bytes of a message at a buffer's position. */
  public static void write(Message message, ByteBuffer into) {
    TaskResult result = message.result();
    byte[] text = result.text().getBytes(UTF_8);
    ByteBuffer to = into.order(ByteOrder.LITTLE_ENDIAN);
    to.put(Pieces.WHOLE);
    message.sender().writeTo(to);
    to.put((byte) REPLIES.indexOf(message.reply())).putLong(message.sequence());
    to.putInt(message.partitions().size());
    message.partitions().forEach(to::putInt);
    to.putLong(result.computeNanos());
    to.putInt(text.length).put(text).putInt(result.subtrees().size());
    for (Subtree<?> subtree : result.subtrees()) {
      to.putInt(subtree.place().level()).putInt(subtree.place().index());
      if (subtree.sum() instanceof Sum sum) {
        to.put(sum instanceof GradientSum ? GRADIENT : METRICS);
        sum.writeTo(to);
      } else {
        to.put(NO_SUM);
      }
    }
  }

  /**
   * Decodes an executor's message.
   *
   * @throws IllegalArgumentException if it is malformed: too short, too long, or with a number out
   *     of range
   */
  public static Message message(byte[] bytes) {
    return whole(
        bytes,
        from -> {
          byte kind = from.get();
          require(kind == Pieces.WHOLE, "the kind %s", kind);
          Sender sender = Sender.readFrom(from);
          byte reply = from.get();
          require(reply >= 0 && reply < REPLIES.size(), "the reply %s", reply);
          long sequence = from.getLong();
          int count = Floats.count(from, Integer.BYTES);
          List<Integer> partitions = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            int partition = from.getInt();
            require(partition >= 0, "the partition %d", partition);
            partitions.add(partition);
          }
          return new Message(sender, REPLIES.get(reply), sequence, partitions, result(from));
        });
  }

  private static TaskResult result(ByteBuffer from) {
    long computeNanos = from.getLong();
    String text = new String(bytes(from), UTF_8);
    int count = Floats.count(from, SUBTREE_BYTES);
    List<Subtree<?>> subtrees = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Place place = new Place(from.getInt(), from.getInt());
      require(
          place.level() >= 0 && place.level() < Integer.SIZE && place.index() >= 0,
          "the place %s",
          place);
      subtrees.add(new Subtree<>(place, sum(from)));
    }
    return new TaskResult(subtrees, computeNanos, text);
  }

  private static @Nullable Sum sum(ByteBuffer from) {
    byte kind = from.get();
    return switch (kind) {
      case NO_SUM -> null;
      case GRADIENT -> GradientSum.readFrom(from);
      case METRICS -> MetricSum.readFrom(from);
      default -> throw new IllegalArgumentException("a message with a sum of kind " + kind);
    };
  }

  // ---- sent by the driver

  /** Bytes of a command to compute a gradient. */
  public static long gradientBytes(int parameterCount) {
    return COMMAND_BYTES + Command.Kind.GRADIENT.name().length() + 4L * parameterCount;
  }

  /** Bytes of a command to do a step. */
  public static long stepBytes() {
    return COMMAND_BYTES + (long) Command.Kind.STEP.name().length() + Double.BYTES;
  }

  static byte[] command(Command command) {
    return piece(command, 0, Integer.MAX_VALUE);
  }

  /**
   * Encodes some bytes of a command, so that the driver has no copy of a long one.
   *
   * @param offset of the first byte
   * @param size the most bytes
   * @return the bytes; none if the command is shorter than the offset
   */
  static byte[] piece(Command command, int offset, int size) {
    byte[] head = head(command);
    float[] parameters = command.parameters();
    int length = length(command, head.length);
    int end = (int) Math.min(length, (long) offset + size);
    if (offset < 0 || offset >= end) {
      return new byte[0];
    }
    byte[] piece = new byte[end - offset];
    if (offset < head.length) {
      System.arraycopy(head, offset, piece, 0, Math.min(head.length - offset, piece.length));
    }
    int from = Math.max(offset, head.length) - head.length;
    int to = end - head.length;
    if (to > from) {
      int first = from / Float.BYTES;
      int last = (to + Float.BYTES - 1) / Float.BYTES;
      byte[] floats = Floats.encode(Arrays.copyOfRange(parameters, first, last));
      System.arraycopy(
          floats, from - first * Float.BYTES, piece, head.length + from - offset, to - from);
    }
    return piece;
  }

  /** The number of bytes of a command whose head is that long. */
  private static int length(Command command, int head) {
    return Math.addExact(head, Math.multiplyExact(command.parameters().length, Float.BYTES));
  }

  /** The bytes before the parameters. */
  private static byte[] head(Command command) {
    byte[] kind = command.kind().name().getBytes(US_ASCII);
    boolean hasBatch =
        command.kind() == Command.Kind.GRADIENT || command.kind() == Command.Kind.STEP;
    Batch batch = hasBatch ? command.batch() : new Batch(0, 0, 0);
    byte[] addresses = String.join(SEPARATOR, command.addresses()).getBytes(UTF_8);
    int numbers = command.numbers().size() * Double.BYTES;
    byte[] head = new byte[COMMAND_BYTES + kind.length + addresses.length + numbers];
    ByteBuffer to = buffer(head);
    to.putInt(length(command, head.length)).putLong(command.sequence());
    to.putInt(kind.length).put(kind);
    to.putInt(batch.epoch()).putLong(batch.from()).putLong(batch.to());
    to.putInt(addresses.length).put(addresses).putInt(command.numbers().size());
    command.numbers().forEach(to::putDouble);
    to.putInt(command.parameters().length);
    return head;
  }

  /**
   * Decodes a command.
   *
   * @throws IllegalArgumentException if it is malformed, as of {@link #message(byte[])}
   */
  static Command command(byte[] bytes) {
    return whole(
        bytes,
        from -> {
          int length = from.getInt();
          require(length == bytes.length, "the length %,d", length);
          long sequence = from.getLong();
          Command.Kind kind = Command.Kind.valueOf(new String(bytes(from), US_ASCII));
          Batch batch = new Batch(from.getInt(), from.getLong(), from.getLong());
          require(
              batch.epoch() >= 0 && batch.from() >= 0 && batch.from() <= batch.to(),
              "the mini-batch %s",
              batch);
          List<String> addresses = List.of(new String(bytes(from), UTF_8).split(SEPARATOR, -1));
          List<Double> numbers = new ArrayList<>();
          for (int count = Floats.count(from, Double.BYTES); count > 0; count--) {
            numbers.add(from.getDouble());
          }
          float[] parameters = Floats.get(from);
          return switch (kind) {
            case GRADIENT -> Command.gradient(sequence, parameters, batch);
            case METRICS -> Command.metrics(sequence, parameters);
            case JOIN -> Command.join(sequence);
            case CONNECT -> Command.connect(sequence, addresses);
            case LOAD -> Command.load(sequence, parameters, numbers);
            case STEP -> Command.step(sequence, batch, number(numbers));
            case STOP -> Command.STOP;
          };
        });
  }

  private static double number(List<Double> numbers) {
    require(numbers.size() == 1, "numbers %s", numbers);
    return numbers.get(0);
  }

  // ---- both

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[Floats.count(from, 1)];
    from.get(bytes);
    return bytes;
  }

  /** Decodes a message, which must end where the content does. */
  static <T> T whole(byte[] bytes, Function<ByteBuffer, T> reading) {
    ByteBuffer from = buffer(bytes);
    try {
      T read = reading.apply(from);
      require(!from.hasRemaining(), "%d bytes behind its end", from.remaining());
      return read;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "a message of %,d bytes that is cut off".formatted(bytes.length), e);
    }
  }

  static void require(boolean holds, String what, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("a message with " + what.formatted(value));
    }
  }
}
