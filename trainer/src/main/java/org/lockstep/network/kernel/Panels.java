package org.lockstep.network.kernel;

/**
 * A matrix in panels of a few columns each, one after the other: element (i, j) is {@code values[(j
 * / width * rows + i) * width + j % width]}. What is left of the last panel is zeros.
 *
 * <p>The rows of a panel are contiguous, so that a product that reads a panel again and again finds
 * it in the first-level cache. Rows that begin a power of two apart would evict each other.
 */
public final class Panels {
  private final float[] values;
  private final int rows;
  private final int columns;
  private final int width;

  /** Allocates a (rows, columns) matrix of zeros in panels of {@code width} columns. */
  public Panels(int rows, int columns, int width) {
    this.rows = rows;
    this.columns = columns;
    this.width = width;
    values = new float[Math.multiplyExact((columns + width - 1) / width, rows * width)];
  }

  /** The array that holds it. */
  public float[] values() {
    return values;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Index of element (i, j). */
  public int index(int i, int j) {
    return (j / width * rows + i) * width + j % width;
  }

  /**
   * The matrix row by row.
   *
   * @throws IllegalStateException if it has more than one panel
   */
  public Matrix asMatrix() {
    if (columns > width) {
      throw new IllegalStateException("%d columns in panels of %d".formatted(columns, width));
    }
    return Matrix.rowByRow(values, 0, rows, columns).withRowStride(width);
  }

  /**
   * Sets it to the transpose of a (columns, rows) matrix that lies row by row from {@code offset}
   * on.
   */
  public void setTransposed(float[] matrix, int offset) {
    for (int first = 0; first < columns; first += width) {
      int end = Math.min(first + width, columns);
      int j = first;
      for (; j + 8 <= end; j += 8) {
        transposeEight(matrix, offset + j * rows, rows, values, index(0, j), width);
      }
      for (; j < end; j++) {
        int t = index(0, j);
        for (int i = 0; i < rows; i++) {
          values[t + i * width] = matrix[offset + j * rows + i];
        }
      }
    }
  }

  /** Eight rows at a time, so that what is written is contiguous in part. */
  private static void transposeEight(
      float[] from, int offset, int columns, float[] to, int column, int stride) {
    for (int c = 0; c < columns; c++) {
      int t = c * stride + column;
      int f = offset + c;
      to[t] = from[f];
      to[t + 1] = from[f + columns];
      to[t + 2] = from[f + 2 * columns];
      to[t + 3] = from[f + 3 * columns];
      to[t + 4] = from[f + 4 * columns];
      to[t + 5] = from[f + 5 * columns];
      to[t + 6] = from[f + 6 * columns];
      to[t + 7] = from[f + 7 * columns];
    }
  }
}
