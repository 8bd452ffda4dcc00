package org.lockstep.network.kernel.vector;

import org.lockstep.network.kernel.Matrix;

/**
 * The elements of S in the order of the tiles: for each tile of rows, for each inner index, one
 * scalar a row.
 *
 * <p>Where the scalars of an inner index are contiguous, as those of a transposed matrix are, a
 * tile reads them in place. All others are copied, once for all strips of columns. A tile that
 * reaches beyond the last row reads that row again.
 */
final class TileScalars {
  private final int height;

  /** Where each row of a tile begins. */
  private final int[] rows;

  private float[] packed = new float[0];

  /**
   * Takes no memory before it is needed.
   *
   * @param height rows of a tile; 6 or 8
   */
  TileScalars(int height) {
    this.height = height;
    rows = new int[height];
  }

  /** Copies what must be copied of {@code inner} columns of S, from column {@code from} on. */
  void pack(Matrix s, int from, int inner) {
    int tiles = (s.rows() + height - 1) / height;
    packed = Floats.atLeast(tiles * height * inner, packed);
    for (int tile = 0; tile < tiles; tile++) {
      if (!areContiguous(s, tile * height)) {
        packTile(s, tile * height, from, inner);
      }
    }
  }

  /** Points {@code strip} to the scalars of the tile of rows that begins with {@code row}. */
  void locate(Matrix s, int from, int row, Strip strip) {
    if (areContiguous(s, row)) {
      strip.s = s.values();
      strip.sOffset = s.index(row, from);
      strip.sStride = s.columnStride();
    } else {
      strip.s = packed;
      strip.sOffset = row * strip.inner;
      strip.sStride = height;
    }
  }

  private boolean areContiguous(Matrix s, int row) {
    return s.rowStride() == 1 && row + height <= s.rows();
  }

  private void packTile(Matrix s, int row, int from, int inner) {
    for (int r = 0; r < height; r++) {
      rows[r] = s.index(Math.min(row + r, s.rows() - 1), from);
    }
    if (s.columnStride() != 1) {
      packAny(s, inner, row * inner);
    } else if (height == 8) {
      packEight(s.values(), rows, inner, packed, row * inner);
    } else {
      packSix(s.values(), rows, inner, packed, row * inner);
    }
  }

  private void packAny(Matrix s, int inner, int to) {
    for (int k = 0; k < inner; k++) {
      for (int r = 0; r < height; r++) {
        packed[to + k * height + r] = s.values()[rows[r] + k * s.columnStride()];
      }
    }
  }

  // Written out: the JIT then keeps where the rows begin in registers, and checks no bounds.

  private static void packEight(float[] s, int[] rows, int inner, float[] packed, int to) {
    int r0 = rows[0];
    int r1 = rows[1];
    int r2 = rows[2];
    int r3 = rows[3];
    int r4 = rows[4];
    int r5 = rows[5];
    int r6 = rows[6];
    int r7 = rows[7];
    for (int k = 0; k < inner; k++) {
      int t = to + 8 * k;
      packed[t] = s[r0 + k];
      packed[t + 1] = s[r1 + k];
      packed[t + 2] = s[r2 + k];
      packed[t + 3] = s[r3 + k];
      packed[t + 4] = s[r4 + k];
      packed[t + 5] = s[r5 + k];
      packed[t + 6] = s[r6 + k];
      packed[t + 7] = s[r7 + k];
    }
  }

  private static void packSix(float[] s, int[] rows, int inner, float[] packed, int to) {
    int r0 = rows[0];
    int r1 = rows[1];
    int r2 = rows[2];
    int r3 = rows[3];
    int r4 = rows[4];
    int r5 = rows[5];
    for (int k = 0; k < inner; k++) {
      int t = to + 6 * k;
      packed[t] = s[r0 + k];
      packed[t + 1] = s[r1 + k];
      packed[t + 2] = s[r2 + k];
      packed[t + 3] = s[r3 + k];
      packed[t + 4] = s[r4 + k];
      packed[t + 5] = s[r5 + k];
    }
  }
}
