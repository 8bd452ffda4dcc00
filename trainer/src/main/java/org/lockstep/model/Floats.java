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
}
