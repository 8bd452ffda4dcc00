package org.lockstep.data.lane;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.lockstep.data.table.RowHash;

/** Encoded rows, sorted by (hash, content). */
final class SortedRows {
  private static final int PACK_FLOATS = (1 << 17) - 16; // as in BlockLayout

  private final int stride;
  private final int rowsPerPack;
  private final List<float[]> packs = new ArrayList<>();

  /** The index of the row that is i-th in the order. */
  private int[] order = new int[0];

  private int size;

  /** The sum of the rows' hashes. */
  private long fingerprint;

  private SortedRows(int stride) {
    this.stride = stride;
    rowsPerPack = rowsPerPack(stride);
  }

  /**
   * Sorts rows.
   *
   * @param rows whole rows in any number, one after the other
   * @param stride floats of a row
   */
  static SortedRows of(Iterator<float[]> rows, int stride, long seed) {
    SortedRows sorted = new SortedRows(stride);
    while (rows.hasNext()) {
      float[] pack = rows.next();
      for (int from = 0; from < pack.length; from += stride) {
        sorted.append(pack, from);
      }
    }
    sorted.sort(seed);
    return sorted;
  }

  private void append(float[] from, int offset) {
    if (size % rowsPerPack == 0) {
      packs.add(new float[rowsPerPack * stride]);
    }
    System.arraycopy(from, offset, pack(size), offset(size), stride);
    size = Math.addExact(size, 1);
  }

  /**
   * Sorts without allocating an object for each row: a key is the upper bits of a row's hash, then
   * the row's number. Rows with equal upper bits are then sorted by their whole hash and content.
   */
  private void sort(long seed) {
    int numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size - 1));
    long numberMask = (1L << numberBits) - 1;
    long[] keys = new long[size];
    for (int row = 0; row < size; row++) {
      long hash = hash(row, seed);
      fingerprint += hash;
      // the hash is unsigned: flipping the sign bit sorts it as a signed number
      keys[row] = ((hash ^ Long.MIN_VALUE) & ~numberMask) | row;
    }
    Arrays.sort(keys);
    order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = (int) (keys[i] & numberMask);
    }
    for (int from = 0, to; from < size; from = to) {
      to = from + 1;
      while (to < size && (keys[to] & ~numberMask) == (keys[from] & ~numberMask)) {
        to++;
      }
      if (to - from > 1) {
        sortEqualKeys(from, to, seed);
      }
    }
  }

  private void sortEqualKeys(int from, int to, long seed) {
    Integer[] rows = new Integer[to - from];
    Arrays.setAll(rows, i -> order[from + i]);
    Arrays.sort(
        rows,
        (p, q) -> {
          int byHash = Long.compareUnsigned(hash(p, seed), hash(q, seed));
          return byHash != 0 ? byHash : byContent(p, q);
        });
    for (int i = 0; i < rows.length; i++) {
      order[from + i] = rows[i];
    }
  }

  private int byContent(int p, int q) {
    return Arrays.compare(
        pack(p), offset(p), offset(p) + stride, pack(q), offset(q), offset(q) + stride);
  }

  private long hash(int row, long seed) {
    return RowHash.of(pack(row), offset(row), stride, seed);
  }

  private float[] pack(int row) {
    return packs.get(row / rowsPerPack);
  }

  private int offset(int row) {
    return row % rowsPerPack * stride;
  }

  /** The number of rows. */
  int size() {
    return size;
  }

  /** Copies the rows that come {@code from}-th to {@code to - 1}-th, one after the other. */
  void copy(int from, int to, float[] target, int offset) {
    for (int i = from; i < to; i++) {
      int row = order[i];
      System.arraycopy(pack(row), offset(row), target, offset + (i - from) * stride, stride);
    }
  }

  /** The sum of the rows' hashes. */
  long fingerprint() {
    return fingerprint;
  }

  /** The number of rows of each array of {@link #inPacks} but the last. */
  static int rowsPerPack(int stride) {
    return Math.max(1, PACK_FLOATS / stride);
  }

  /** All rows in order, in arrays of floats. */
  Object[] inPacks() {
    Object[] inOrder = new Object[packs.size()];
    for (int p = 0; p < inOrder.length; p++) {
      int from = p * rowsPerPack;
      int to = Math.min(size, from + rowsPerPack);
      float[] rows = new float[(to - from) * stride];
      copy(from, to, rows, 0);
      inOrder[p] = rows;
    }
    return inOrder;
  }
}
