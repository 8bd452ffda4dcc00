package org.lockstep.encoding.row;

import java.io.Serializable;
import org.lockstep.SparseRun;

/**
 * How long an encoded row is: its inputs, then a run of sparse numbers if its columns have any,
 * then its class index or its targets, then its weight if it has one.
 *
 * @param inputs floats before the run
 * @param tail floats behind it
 * @param present the usual count of sparse numbers of a row; 0 for rows without a run, which all
 *     have one length
 */
public record RowShape(int inputs, int tail, int present) implements Serializable {
  /** Rows of one length. */
  public static RowShape fixed(int stride) {
    return new RowShape(stride, 0, 0);
  }

  /** Whether a row has a run of sparse numbers, and so a length of its own. */
  public boolean isSparse() {
    return present > 0;
  }

  /** The usual floats of a row; those of every row that has no run. */
  public int usual() {
    return inputs + tail + (isSparse() ? SparseRun.length(present) : 0);
  }

  /** The floats of the row that begins at {@code from}. */
  public int length(float[] rows, int from) {
    return targets(rows, from) - from + tail;
  }

  /** Where the targets of the row that begins at {@code from} begin. */
  public int targets(float[] rows, int from) {
    int run = from + inputs;
    return isSparse() ? run + SparseRun.length(rows, run) : run;
  }

  /** Where each row of an array begins, and the last ends. */
  public int[] offsets(float[] rows) {
    int[] offsets = new int[count(rows) + 1];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + length(rows, offsets[i - 1]);
    }
    return offsets;
  }

  private int count(float[] rows) {
    int count = 0;
    for (int from = 0; from < rows.length; from += length(rows, from)) {
      count++;
    }
    return count;
  }
}
