package org.lockstep.network.kernel;

/**
 * A matrix inside an array, without a copy: element (i, j) is {@code values[offset + i * rowStride
 * + j * columnStride]}.
 */
public final class Matrix {
  private final float[] values;
  private final int offset;
  private final int rows;
  private final int columns;
  private final int rowStride;
  private final int columnStride;

  private Matrix(
      float[] values, int offset, int rows, int columns, int rowStride, int columnStride) {
    this.values = values;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.rowStride = rowStride;
    this.columnStride = columnStride;
  }

  /** A (rows, columns) matrix that lies row by row from {@code offset} on. */
  public static Matrix rowByRow(float[] values, int offset, int rows, int columns) {
    return new Matrix(values, offset, rows, columns, columns, 1);
  }

  /** A matrix of as many rows and columns whose rows begin {@code stride} elements apart. */
  public Matrix withRowStride(int stride) {
    return new Matrix(values, offset, rows, columns, stride, columnStride);
  }

  /** The same elements as a (columns, rows) matrix. */
  public Matrix transposed() {
    return new Matrix(values, offset, columns, rows, columnStride, rowStride);
  }

  /** The array that holds it. */
  public float[] values() {
    return values;
  }

  /** Index of element (0, 0). */
  public int offset() {
    return offset;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** Distance of an element from that of the next row, in elements. */
  public int rowStride() {
    return rowStride;
  }

  /** Distance of an element from that of the next column, in elements. */
  public int columnStride() {
    return columnStride;
  }

  /** Index of element (i, j). */
  public int index(int i, int j) {
    return offset + i * rowStride + j * columnStride;
  }
}
