package org.lockstep.data.lane;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.lockstep.data.table.RowHash;
import org.lockstep.encoding.row.RowShape;

/** Encoded rows, sorted by (hash, content). */
final class SortedRows {
  private static final int PACK_FLOATS = (1 << 17) - 16; // as in BlockLayout

  private final RowShape shape;
  private final int rowsPerPack;
  private final List<float[]> packs = new ArrayList<>();

  /** Where each row with a run of sparse numbers lies: its pack, and its place there. */
  private long[] places = new long[0];

  /** Floats of the last pack that are filled with such rows. */
  private int filled;

  /** The index of the row that is i-th in the order. */
  private int[] order = new int[0];

  private int size;

  /** The sum of the rows' hashes. */
  private long fingerprint;

  private SortedRows(RowShape shape) {
    this.shape = shape;
    rowsPerPack = rowsPerPack(shape);
  }

  /**
   * Sorts rows.
   *
   * @param rows whole rows in any number, one after the other
   * @param shape of a row
   */
  static SortedRows of(Iterator<float[]> rows, RowShape shape, long seed) {
    SortedRows sorted = new SortedRows(shape);
    while (rows.hasNext()) {
      float[] pack = rows.next();
      for (int from = 0, length; from < pack.length; from += length) {
        length = shape.length(pack, from);
        sorted.append(pack, from, length);
      }
    }
    sorted.sort(seed);
    return sorted;
  }

  private void append(float[] from, int offset, int length) {
    if (shape.isSparse()) {
      place(length);
    } else if (size % rowsPerPack == 0) {
      packs.add(new float[rowsPerPack * length]);
    }
    System.arraycopy(from, offset, pack(size), offset(size), length);
    size = Math.addExact(size, 1);
  }

  /** Makes a place for a row that has a length of its own. */
  private void place(int length) {
    if (packs.isEmpty() || filled + length > packs.get(packs.size() - 1).length) {
      packs.add(new float[Math.max(PACK_FLOATS, length)]);
      filled = 0;
    }
    if (size == places.length) {
      places = Arrays.copyOf(places, Math.max(16, 2 * size));
    }
    places[size] = (packs.size() - 1L) << Integer.SIZE | filled;
    filled += length;
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
        pack(p), offset(p), offset(p) + length(p), pack(q), offset(q), offset(q) + length(q));
  }

  private long hash(int row, long seed) {
    return RowHash.of(pack(row), offset(row), length(row), seed);
  }

  private float[] pack(int row) {
    return packs.get(shape.isSparse() ? (int) (places[row] >>> Integer.SIZE) : row / rowsPerPack);
  }

  private int offset(int row) {
    return shape.isSparse() ? (int) places[row] : row % rowsPerPack * shape.usual();
  }

  private int length(int row) {
    return shape.length(pack(row), offset(row));
  }

  /** The number of rows. */
  int size() {
    return size;
  }

  /** The rows that come {@code from}-th to {@code to - 1}-th, one after the other. */
  float[] copy(int from, int to) {
    int floats = 0;
    for (int i = from; i < to; i++) {
      floats = Math.addExact(floats, length(order[i]));
    }
    float[] rows = new float[floats];
    int at = 0;
    for (int i = from; i < to; i++) {
      int length = length(order[i]);
      System.arraycopy(pack(order[i]), offset(order[i]), rows, at, length);
      at += length;
    }
    return rows;
  }

  /** The sum of the rows' hashes. */
  long fingerprint() {
    return fingerprint;
  }

  /** The number of rows of each array of {@link #inPacks} but the last. */
  static int rowsPerPack(RowShape shape) {
    return Math.max(1, PACK_FLOATS / shape.usual());
  }

  /** All rows in order, in arrays of floats. */
  Object[] inPacks() {
    Object[] inOrder = new Object[(size + rowsPerPack - 1) / rowsPerPack];
    for (int p = 0; p < inOrder.length; p++) {
      int from = p * rowsPerPack;
      inOrder[p] = copy(from, Math.min(size, from + rowsPerPack));
    }
    return inOrder;
  }
}
