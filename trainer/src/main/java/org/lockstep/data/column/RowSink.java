package org.lockstep.data.column;

/** Takes what a column holds, row by row. */
public interface RowSink {
  /** Takes a row whose value cannot be used, as {@link ColumnReader#width} has found. */
  void addFault(int fault);

  /** Takes a word; {@code measured} says whether it counts for the encoding. */
  void addWord(String word, boolean measured);

  /** Takes a row of so many infinite numbers. */
  void addInfinite(int width);

  /**
   * Takes the numbers of a row.
   *
   * @param from where they begin
   * @param nulls how many of them are null
   * @param measured whether they count for the encoding
   */
  void add(double[] values, int from, int width, int nulls, boolean measured);

  /** Takes that a row was left out, and whether for want of a value of this column. */
  void addSkipped(boolean isMissing);
}
