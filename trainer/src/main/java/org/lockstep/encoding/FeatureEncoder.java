package org.lockstep.encoding;

import java.util.List;

/**
 * Turns rows into the inputs of a network: {@code (float) ((x - offset) / divisor)} for each, x in
 * double precision. Not thread-safe: holds a buffer for one row.
 */
public final class FeatureEncoder {
  /** Turns one column's values into inputs of the network, not yet scaled. */
  interface ColumnEncoder {
    /**
     * Encodes a row.
     *
     * @param column the index of the column among the features
     * @param to where {@link FeatureColumn#inputs} numbers are written, from {@code from} on
     * @return false if the row is to be skipped
     * @throws org.lockstep.UserException if the value cannot be encoded
     */
    boolean encode(RowValues row, int column, double[] to, int from);
  }

  private final ColumnEncoder[] columns;
  private final int[] start;
  private final double[] offsets;
  private final double[] divisors;
  private final double[] x;

  /** Creates an encoder of columns. */
  public FeatureEncoder(List<FeatureColumn> features, LinearScale scale) {
    columns = features.stream().map(FeatureColumn::encoder).toArray(ColumnEncoder[]::new);
    start = new int[columns.length];
    int inputs = 0;
    for (int c = 0; c < columns.length; c++) {
      start[c] = inputs;
      inputs += features.get(c).inputs();
    }
    offsets = scale.offsets();
    divisors = scale.divisors();
    x = new double[inputs];
  }

  /**
   * Encodes a row.
   *
   * @param to where the inputs are written, from element {@code from} on
   * @return false if the row is to be left out; nothing is written then
   * @throws org.lockstep.UserException if it lacks a value that it may not lack, or has one that
   *     cannot be encoded
   */
  public boolean encode(RowValues row, float[] to, int from) {
    for (int c = 0; c < columns.length; c++) {
      if (!columns[c].encode(row, c, x, start[c])) {
        return false;
      }
    }
    for (int i = 0; i < x.length; i++) {
      to[from + i] = (float) ((x[i] - offsets[i]) / divisors[i]);
    }
    return true;
  }
}
