package org.lockstep.encoding;

import org.lockstep.encoding.row.SparseValues;

/** The feature values of a row; columns are numbered as in {@link Encoding#features}, from 0. */
public interface RowValues {
  /** Whether the row has no value in a column. */
  boolean isMissing(int column);

  /** How many numbers the row holds in a column of numbers: 1, or the length of its array. */
  int width(int column);

  /**
   * Reads the numbers of a column; those of an array that are null are NaN, booleans 0 and 1.
   *
   * @param to where they are written, {@link #width} of them from element {@code from} on
   */
  void numbers(int column, double[] to, int from);

  /**
   * Reads the numbers of a column that are not 0, in ascending order of their indices.
   *
   * @param to receives them in place of what it has
   */
  default void present(int column, SparseValues to) {
    to.clear();
    double[] all = new double[width(column)];
    numbers(column, all, 0);
    for (int i = 0; i < all.length; i++) {
      to.add(i, all[i]);
    }
  }

  /** The word in a column of words. */
  String text(int column);

  /** The day of a date or a timestamp, counted from 1970-01-01, in UTC. */
  long epochDay(int column);

  /** Microseconds of a timestamp since its midnight in UTC; 0 for a date. */
  long microsecondOfDay(int column);
}
