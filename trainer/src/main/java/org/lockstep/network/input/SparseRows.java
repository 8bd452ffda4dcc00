package org.lockstep.network.input;

import java.util.Arrays;

/**
 * Some rows of a matrix whose other rows are 0: the gradient of the weights from sparse inputs.
 *
 * <p>No element is -0, so that sums have the bits of sums of whole matrices.
 */
public final class SparseRows {
  private final int height;
  private final int width;
  private final int[] indices;
  private final float[] values;

  /**
   * Creates a matrix; the arrays are kept, not copied.
   *
   * @param height rows of the whole matrix
   * @param width numbers of a row
   * @param indices of the rows that are there, ascending
   * @param values of these rows, one after the other
   * @throws IllegalArgumentException if the arrays do not fit the matrix
   */
  public SparseRows(int height, int width, int[] indices, float[] values) {
    boolean fits = (long) height * width <= Integer.MAX_VALUE && width >= 1;
    for (int r = 0; r < indices.length && fits; r++) {
      fits = indices[r] > (r == 0 ? -1 : indices[r - 1]) && indices[r] < height;
    }
    if (!fits || values.length != (long) indices.length * width) {
      throw new IllegalArgumentException(
          "%,d rows with %,d numbers of a matrix (%,d, %,d)"
              .formatted(indices.length, values.length, height, width));
    }
    this.height = height;
    this.width = width;
    this.indices = indices;
    this.values = values;
  }

  /** Rows of the whole matrix. */
  public int height() {
    return height;
  }

  /** Numbers of a row. */
  public int width() {
    return width;
  }

  /** Numbers of the whole matrix. */
  public int length() {
    return height * width;
  }

  /** The indices of the rows that are there, ascending; not a copy. */
  public int[] indices() {
    return indices;
  }

  /** Their numbers, row after row; not a copy. */
  public float[] values() {
    return values;
  }

  /** This one + another. */
  public SparseRows plus(SparseRows other) {
    int[] rows = new int[indices.length + other.indices.length];
    float[] sums = new float[rows.length * width];
    int count = 0;
    int p = 0;
    int q = 0;
    while (p < indices.length || q < other.indices.length) {
      int mine = p < indices.length ? indices[p] : height;
      int its = q < other.indices.length ? other.indices[q] : height;
      rows[count] = Math.min(mine, its);
      int at = count++ * width;
      if (mine <= its) {
        System.arraycopy(values, p++ * width, sums, at, width);
      }
      if (its < mine) {
        System.arraycopy(other.values, q++ * width, sums, at, width);
      } else if (its == mine) {
        int from = q++ * width;
        for (int i = 0; i < width; i++) {
          sums[at + i] += other.values[from + i];
        }
      }
    }
    return new SparseRows(
        height, width, Arrays.copyOf(rows, count), Arrays.copyOf(sums, count * width));
  }

  /**
   * Writes a range of the whole matrix, rows that are not there as 0.
   *
   * @param from the first number, counted over the rows
   * @param to the number behind the last
   * @param target receives them from element {@code at} on
   */
  public void copyTo(int from, int to, float[] target, int at) {
    Arrays.fill(target, at, at + to - from, 0f);
    for (int r = 0; r < indices.length; r++) {
      int row = indices[r] * width;
      int first = Math.max(from, row);
      int end = Math.min(to, row + width);
      if (first < end) {
        System.arraycopy(values, r * width + first - row, target, at + first - from, end - first);
      }
    }
  }

  /**
   * Writes these rows, divided, into the whole matrix.
   *
   * @param vector holds the matrix from element {@code from} on
   */
  public void divide(float divisor, float[] vector, int from) {
    for (int r = 0; r < indices.length; r++) {
      int to = from + indices[r] * width;
      for (int i = 0; i < width; i++) {
        vector[to + i] = values[r * width + i] / divisor;
      }
    }
  }

  /**
   * Writes 0 into these rows of the whole matrix.
   *
   * @param vector holds the matrix from element {@code from} on
   */
  public void clear(float[] vector, int from) {
    for (int index : indices) {
      int row = from + index * width;
      Arrays.fill(vector, row, row + width, 0f);
    }
  }
}
