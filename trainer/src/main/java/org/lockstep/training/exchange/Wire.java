package org.lockstep.training.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.BatchPlan.Batch;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree.Place;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * The messages between the tasks of a resident stage and the driver, as bytes.
 *
 * <p>As bytes, because Spark's RPC reads objects by the classes that an executor was started with;
 * a jar that spark-submit sends comes later. Gradients are written as they lie in memory. Other
 * sums travel once an epoch, as Java objects; only peers that Spark has let in can send them.
 *
 * <pre>
 *   task      hub, partition, number of the command answered; then nothing, or the answer:
 *             nanoseconds, number of subtrees, each with its place and its sum
 *   driver    nothing, or kind, number, mini-batch, parameters
 * </pre>
 */
final class Wire {
  private static final byte NO_SUM = 0;
  private static final byte GRADIENT = 1;
  private static final byte OBJECT = 2;

  private static final int HEADER_BYTES = 2 * Integer.BYTES + Long.BYTES;
  private static final int SUBTREE_BYTES = 2 * Integer.BYTES + 1;
  private static final int GRADIENT_BYTES = Long.BYTES + Double.BYTES + Integer.BYTES;
  private static final int COMMAND_BYTES = 3 * Integer.BYTES + 3 * Long.BYTES;

  private Wire() {}

  // ---- what a task sends

  /**
   * A task's message.
   *
   * @param answered the number of the last command that it has answered
   * @param answer that answer; null if it was sent before, and the task only asks again
   */
  record Message(String hubId, int partition, long answered, @Nullable Answer answer) {}

  static byte[] question(String hubId, int partition, long answered) {
    byte[] hub = hubId.getBytes(UTF_8);
    byte[] message = new byte[HEADER_BYTES + hub.length];
    putHeader(buffer(message), hub, partition, answered);
    return message;
  }

  static byte[] answer(String hubId, int partition, long answered, Answer answer) {
    byte[] hub = hubId.getBytes(UTF_8);
    List<byte[]> objects = new ArrayList<>();
    int size = HEADER_BYTES + hub.length + Long.BYTES + Integer.BYTES;
    for (Subtree<?> subtree : answer.subtrees()) {
      size = Math.addExact(size, SUBTREE_BYTES);
      if (subtree.sum() instanceof GradientSum sum) {
        size = Math.addExact(size, GRADIENT_BYTES + sum.gradient().length * Float.BYTES);
      } else if (subtree.sum() != null) {
        byte[] object = serialize(subtree.sum());
        objects.add(object);
        size = Math.addExact(size, Integer.BYTES + object.length);
      }
    }
    byte[] message = new byte[size];
    ByteBuffer to = buffer(message);
    putHeader(to, hub, partition, answered);
    to.putLong(answer.computeNanos()).putInt(answer.subtrees().size());
    int object = 0;
    for (Subtree<?> subtree : answer.subtrees()) {
      to.putInt(subtree.place().level()).putInt(subtree.place().index());
      if (subtree.sum() instanceof GradientSum sum) {
        to.put(GRADIENT).putLong(sum.examples()).putDouble(sum.loss());
        putFloats(to, sum.gradient());
      } else if (subtree.sum() != null) {
        byte[] bytes = objects.get(object++);
        to.put(OBJECT).putInt(bytes.length).put(bytes);
      } else {
        to.put(NO_SUM);
      }
    }
    return message;
  }

  private static void putHeader(ByteBuffer to, byte[] hub, int partition, long answered) {
    to.putInt(hub.length).put(hub).putInt(partition).putLong(answered);
  }

  static Message message(byte[] bytes) {
    ByteBuffer from = buffer(bytes);
    String hubId = new String(bytes(from), UTF_8);
    int partition = from.getInt();
    long answered = from.getLong();
    return new Message(hubId, partition, answered, from.hasRemaining() ? answer(from) : null);
  }

  private static Answer answer(ByteBuffer from) {
    long computeNanos = from.getLong();
    int count = from.getInt();
    List<Subtree<?>> subtrees = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Place place = new Place(from.getInt(), from.getInt());
      switch (from.get()) {
        case GRADIENT -> {
          long examples = from.getLong();
          double loss = from.getDouble();
          subtrees.add(new Subtree<>(place, new GradientSum(floats(from), loss, examples)));
        }
        case OBJECT -> subtrees.add(new Subtree<>(place, deserialize(bytes(from))));
        default -> subtrees.add(new Subtree<>(place, null));
      }
    }
    return new Answer(subtrees, computeNanos);
  }

  // ---- what the driver sends

  static byte[] command(Command command) {
    float[] parameters = command.parameters();
    byte[] kind = command.kind().name().getBytes(UTF_8);
    Batch batch = command.kind() == Command.Kind.GRADIENT ? command.batch() : new Batch(0, 0, 0);
    int floats = Math.multiplyExact(parameters.length, Float.BYTES);
    byte[] message = new byte[Math.addExact(COMMAND_BYTES + kind.length, floats)];
    ByteBuffer to = buffer(message);
    to.putInt(kind.length).put(kind).putLong(command.sequence());
    to.putInt(batch.epoch()).putLong(batch.from()).putLong(batch.to());
    putFloats(to, parameters);
    return message;
  }

  static Command command(byte[] bytes) {
    ByteBuffer from = buffer(bytes);
    Command.Kind kind = Command.Kind.valueOf(new String(bytes(from), UTF_8));
    long sequence = from.getLong();
    Batch batch = new Batch(from.getInt(), from.getLong(), from.getLong());
    return switch (kind) {
      case GRADIENT -> Command.gradient(sequence, floats(from), batch);
      case METRICS -> Command.metrics(sequence, floats(from));
      case STOP -> Command.STOP;
    };
  }

  // ---- what they are made of

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void putFloats(ByteBuffer to, float[] values) {
    to.putInt(values.length);
    to.asFloatBuffer().put(values);
    to.position(to.position() + values.length * Float.BYTES);
  }

  private static float[] floats(ByteBuffer from) {
    float[] values = new float[from.getInt()];
    from.asFloatBuffer().get(values);
    from.position(from.position() + values.length * Float.BYTES);
    return values;
  }

  private static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.getInt()];
    from.get(bytes);
    return bytes;
  }

  private static byte[] serialize(Object object) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("a sum that cannot be sent", e);
    }
  }

  private static Object deserialize(byte[] bytes) {
    try (ObjectInputStream in = new OwnClasses(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("a sum that cannot be read", e);
    }
  }

  /** Finds classes where this one was found: in the jar that spark-submit has sent. */
  private static final class OwnClasses extends ObjectInputStream {
    OwnClasses(ByteArrayInputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass wanted)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(wanted.getName(), false, Wire.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(wanted);
      }
    }
  }
}
