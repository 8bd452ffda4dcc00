package org.lockstep.data.column;

/** Receives the values of a column, row by row. */
public interface RowSink {
  /** Receives a value that is null or malformed: {@link ColumnReader#width} was negative. */
  void addFault(int fault);

  /** Receives a word; {@code measured}: whether it enters the statistics of the encoding. */
  void addWord(String word, boolean measured);

  /** Receives an infinite date, which is encoded as {@code width} inputs. */
  void addInfinite(int width);

  /**
   * Receives the numbers of a row.
   *
   * @param from the index of the first
   * @param nulls the number of nulls among them
   * @param measured whether they enter the statistics of the encoding
   */
  void add(double[] values, int from, int width, int nulls, boolean measured);

  /**
   * Receives a vector of which only the numbers that are not 0 are kept.
   *
   * @param content their indices, each before its number
   * @param from where the first index is
   * @param width numbers of the vector, zeros included
   * @param count how many are not 0
   * @param measured whether they enter the statistics of the encoding
   */
  void addSparse(double[] content, int from, int width, int count, boolean measured);

  /** Receives a skipped row; {@code isMissing}: whether its value in this column is missing. */
  void addSkipped(boolean isMissing);
}
