package org.lockstep.encoding.row;

import java.util.Arrays;

/** Encoded rows, one behind the other, in an array that grows. Not thread-safe. */
public final class RowBuffer {
  /** The longest array of a JVM. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private float[] floats;
  private int length;

  /**
   * Creates an empty buffer.
   *
   * @param capacity floats that it has room for at first
   */
  public RowBuffer(int capacity) {
    floats = new float[Math.max(1, capacity)];
  }

  /** The array; only the first {@link #length} floats are of rows. */
  public float[] floats() {
    return floats;
  }

  /** Floats of all rows. */
  public int length() {
    return length;
  }

  /** Removes all rows. */
  public void clear() {
    length = 0;
  }

  /** Removes what was added since the buffer had that length. */
  public void cutTo(int earlier) {
    length = earlier;
  }

  /**
   * Adds floats, which the caller writes.
   *
   * @return the place of the first
   */
  public int extend(int count) {
    int from = length;
    length = Math.addExact(from, count);
    if (length > floats.length) {
      floats = Arrays.copyOf(floats, (int) Math.min(Math.max(2L * from, length), MOST));
    }
    return from;
  }

  /** Adds a float. */
  public void add(float number) {
    int at = extend(1);
    floats[at] = number;
  }

  /** A copy of the rows. */
  public float[] copy() {
    return Arrays.copyOf(floats, length);
  }
}
