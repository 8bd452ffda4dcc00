package org.lockstep.model;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts vectors of floats to little-endian bytes and back. */
public final class Floats {
  private static final int CHUNK = 1 << 16;

  private Floats() {}

  /** The bytes of a vector, four for each element. */
  public static byte[] encode(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** The vector of the bytes of {@link #encode}. */
  public static float[] decode(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /**
   * Reads little-endian floats.
   *
   * @param to filled
   * @throws java.io.EOFException if there are fewer
   */
  static void read(DataInputStream from, float[] to) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int done = 0; done < to.length; done += CHUNK / Float.BYTES) {
      int count = Math.min(CHUNK / Float.BYTES, to.length - done);
      from.readFully(chunk, 0, count * Float.BYTES);
      ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(to, done, count);
    }
  }

  /** Writes a vector and its length at the buffer's position, in the buffer's byte order. */
  public static void put(float[] values, ByteBuffer to) {
    put(values, 0, values.length, to);
  }

  /** Writes some elements and their number, as {@link #put(float[], ByteBuffer)} does. */
  public static void put(float[] values, int first, int count, ByteBuffer to) {
    to.putInt(count);
    to.asFloatBuffer().put(values, first, count);
    to.position(to.position() + count * Float.BYTES);
  }

  /**
   * Reads a vector that {@link #put} has written.
   *
   * @throws IllegalArgumentException if the buffer is shorter than the vector
   */
  public static float[] get(ByteBuffer from) {
    float[] values = new float[count(from, Float.BYTES)];
    from.asFloatBuffer().get(values);
    from.position(from.position() + values.length * Float.BYTES);
    return values;
  }

  /**
   * Reads the number of values that follow, and checks it before memory is allocated.
   *
   * @param bytes of one value, at least
   * @throws IllegalArgumentException if the rest of the buffer is too short for them
   */
  public static int count(ByteBuffer from, int bytes) {
    int count = from.remaining() < Integer.BYTES ? -1 : from.getInt();
    if (count < 0 || count > from.remaining() / bytes) {
      throw new IllegalArgumentException(
          "a message says that %,d values of %d bytes follow, but has %,d bytes left"
              .formatted(count, bytes, from.remaining()));
    }
    return count;
  }
}
