package org.lockstep.encoding;

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
