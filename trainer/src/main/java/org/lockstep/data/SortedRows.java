package org.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** A chunk of encoded rows in the order of (hash, content), packed in blocks of floats. */
final class SortedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int stride;
  private final int size;
  private final int rowsPerBlock;
  private final float[][] blocks;

  private SortedRows(int stride, int size, int rowsPerBlock) {
    this.stride = stride;
    this.size = size;
    this.rowsPerBlock = rowsPerBlock;
    blocks = new float[(size + rowsPerBlock - 1) / rowsPerBlock][];
  }

  /**
   * Sorts rows.
   *
   * @param packs whole rows in any number, one after the other
   * @param stride floats of a row
   */
  static SortedRows of(Iterator<float[]> packs, int stride, long seed) {
    List<float[]> unsorted = new ArrayList<>();
    int size = 0;
    while (packs.hasNext()) {
      float[] pack = packs.next();
      unsorted.add(pack);
      size = Math.addExact(size, pack.length / stride);
    }
    Place[] places = new Place[size];
    int filled = 0;
    for (float[] pack : unsorted) {
      for (int from = 0; from < pack.length; from += stride) {
        places[filled++] = new Place(pack, from, RowHash.of(pack, from, stride, seed));
      }
    }
    Arrays.sort(
        places,
        (p, q) -> {
          int byHash = Long.compareUnsigned(p.hash, q.hash);
          return byHash != 0
              ? byHash
              : Arrays.compare(p.pack, p.from, p.from + stride, q.pack, q.from, q.from + stride);
        });

    SortedRows sorted = new SortedRows(stride, size, Math.max(1, (1 << 18) / stride));
    for (int i = 0; i < size; i++) {
      int block = i / sorted.rowsPerBlock;
      if (i % sorted.rowsPerBlock == 0) {
        sorted.blocks[block] = new float[Math.min(sorted.rowsPerBlock, size - i) * stride];
      }
      System.arraycopy(
          places[i].pack, places[i].from, sorted.blocks[block], sorted.offset(i), stride);
    }
    return sorted;
  }

  /** Where an unsorted row lies. */
  private static final class Place {
    final float[] pack;
    final int from;
    final long hash;

    Place(float[] pack, int from, long hash) {
      this.pack = pack;
      this.from = from;
      this.hash = hash;
    }
  }

  /** Its number of rows. */
  int size() {
    return size;
  }

  /** The block that holds row {@code i}. */
  float[] block(int i) {
    return blocks[i / rowsPerBlock];
  }

  /** Where row {@code i} begins in its block. */
  int offset(int i) {
    return i % rowsPerBlock * stride;
  }
}
