package org.lockstep.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors of floats as little-endian bytes, in files and in messages. */
public final class Floats {
  private Floats() {}

  /** The bytes of a vector, four for each element. */
  public static byte[] encode(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** The vector that {@link #encode} gave these bytes for. */
  public static float[] decode(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Writes a vector and its length at the buffer's position, in the buffer's byte order. */
  public static void put(float[] values, ByteBuffer to) {
    to.putInt(values.length);
    to.asFloatBuffer().put(values);
    to.position(to.position() + values.length * Float.BYTES);
  }

  /** Reads the vector that {@link #put} has written. */
  public static float[] get(ByteBuffer from) {
    float[] values = new float[from.getInt()];
    from.asFloatBuffer().get(values);
    from.position(from.position() + values.length * Float.BYTES);
    return values;
  }
}
