package org.lockstep.data.lane;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.RowSplit;

/**
 * How the rows of a table become examples to train on and examples to validate on.
 *
 * @param encoder of the rows
 * @param seed of the order of the rows
 * @param split which rows are held back for validation, and which are none of the table's
 * @param marked how the rows to validate on are encoded, if a column marks them
 */
record RowDivision(RowEncoder encoder, long seed, RowSplit split, @Nullable Marked marked)
    implements Serializable {
  /**
   * The rows that a column marks to validate on.
   *
   * @param encoder that leaves out what the encoding cannot read
   * @param place of the mark in a row
   */
  record Marked(RowEncoder encoder, int place) implements Serializable {}

  /** The seed of the order of the rows to train on, or of those to validate on. */
  long seed(boolean isHeldBack) {
    return isHeldBack && marked != null ? LaneDealer.EVALUATION_SEED : seed;
  }
}
