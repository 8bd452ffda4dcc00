package org.lockstep;

/**
 * The sparse numbers of an encoded example, as they lie in an array of floats behind its inputs:
 * how many there are, then the index and the number of each, in ascending order of the indices.
 *
 * <pre>
 *   n, i₁, x₁, i₂, x₂, ..., i_n, x_n
 * </pre>
 *
 * <p>A float holds every whole number up to 2^24, so that n and the indices are exact.
 */
public final class SparseRun {
  /** The most sparse inputs of a network: two columns of half a million words. */
  public static final int MOST_WIDTH = 1 << 20;

  private SparseRun() {}

  /**
   * How many numbers there are.
   *
   * @param from where the run begins
   */
  public static int count(float[] floats, int from) {
    return (int) floats[from];
  }

  /** The floats that a run of {@code count} numbers takes. */
  public static int length(int count) {
    return 1 + 2 * count;
  }

  /** The floats that the run takes. */
  public static int length(float[] floats, int from) {
    return length(count(floats, from));
  }

  /** The index of number {@code k}, from 0. */
  public static int index(float[] floats, int from, int k) {
    return (int) floats[from + 1 + 2 * k];
  }

  /** Number {@code k}, from 0. */
  public static float value(float[] floats, int from, int k) {
    return floats[from + 2 + 2 * k];
  }

  /**
   * A run whose numbers with indices {@code first} to {@code end - 1} are those of another.
   *
   * @param own holds the run, from {@code at} on
   * @param other holds the other, from {@code otherAt} on
   */
  public static float[] withOther(
      float[] own, int at, float[] other, int otherAt, int first, int end) {
    float[] run = new float[length(count(own, at) + count(other, otherAt))];
    int before = copy(own, at, 0, first, run, 0);
    int inside = copy(other, otherAt, first, end, run, before);
    int all = copy(own, at, end, Integer.MAX_VALUE, run, inside);
    run[0] = all;
    return run;
  }

  /** Copies the numbers of a range of indices behind {@code count} others; returns their count. */
  private static int copy(float[] from, int at, int first, int end, float[] to, int count) {
    int copied = count;
    for (int k = 0; k < count(from, at); k++) {
      int index = index(from, at, k);
      if (index >= first && index < end) {
        to[1 + 2 * copied] = index;
        to[2 + 2 * copied] = value(from, at, k);
        copied++;
      }
    }
    return copied;
  }
}
