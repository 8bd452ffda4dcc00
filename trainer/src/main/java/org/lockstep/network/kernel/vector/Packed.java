package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;
import org.lockstep.network.kernel.Matrix;

/** Blocks of S and B, copied in the order in which the tiles read them. */
final class Packed {
  /** Elements between two panels: panels a power of two apart would evict each other. */
  private static final int GAP = 16;

  private float[] s = new float[0];
  private float[] b = new float[0];

  /** Blocks of S, for {@link Tile6x2Columns}. */
  float[] s() {
    return s;
  }

  /** Panels of B. */
  float[] b() {
    return b;
  }

  /** Where in {@link #b} a panel begins. */
  int panel(int p, int inner) {
    return p * (inner * Tile.PANEL + GAP);
  }

  /**
   * Copies {@code count} panels of B from column {@code column} on. Beyond the last column a panel
   * holds whatever follows in B's array.
   */
  void packB(Matrix matrix, int k, int inner, int column, int count) {
    b = Floats.atLeast(panel(count, inner), b);
    float[] from = matrix.values();
    int columns = count * Tile.PANEL;
    int at = matrix.index(k, column);
    int stride = matrix.rowStride();
    for (int i = 0; i < inner; i++) {
      if (at + columns <= from.length) {
        packRow(from, at, b, i * Tile.PANEL, count, panel(1, inner));
      } else {
        int last = Math.min(columns, matrix.columns() - column);
        for (int j = 0; j < last; j++) {
          b[panel(j / Tile.PANEL, inner) + i * Tile.PANEL + j % Tile.PANEL] = from[at + j];
        }
      }
      at += stride;
    }
  }

  private static void packRow(float[] from, int f, float[] to, int t, int count, int panelSize) {
    for (int p = 0; p < count; p++) {
      FloatVector.fromArray(Tile.SPECIES, from, f).intoArray(to, t);
      FloatVector.fromArray(Tile.SPECIES, from, f + Tile.LANES).intoArray(to, t + Tile.LANES);
      f += Tile.PANEL;
      t += panelSize;
    }
  }

  /**
   * Copies a block of S, tile by tile, each column by column. Rows beyond the last hold whatever
   * follows in S's array.
   *
   * @param matrix columns are contiguous for speed, not for the result
   */
  void packS(Matrix matrix, int k, int inner) {
    int tiles = (matrix.rows() + Tile6x2Columns.ROWS - 1) / Tile6x2Columns.ROWS;
    int tileSize = inner * Tile6x2Columns.STRIDE;
    s = Floats.atLeast(tiles * tileSize, s);
    for (int tile = 0; tile < tiles; tile++) {
      int row = tile * Tile6x2Columns.ROWS;
      int packed = 0;
      if (matrix.rowStride() == 1) {
        packed = packColumns(matrix, row, k, inner, s, tile * tileSize);
      }
      int rows = Math.min(Tile6x2Columns.ROWS, matrix.rows() - row);
      for (int i = packed; i < inner; i++) {
        int t = tile * tileSize + i * Tile6x2Columns.STRIDE;
        for (int r = 0; r < rows; r++) {
          s[t + r] = matrix.values()[matrix.index(row + r, k + i)];
        }
      }
    }
  }

  /** Returns the number of columns after which whole vectors would reach beyond S's array. */
  private static int packColumns(Matrix matrix, int row, int k, int inner, float[] to, int t) {
    float[] from = matrix.values();
    int stride = matrix.columnStride();
    int f = matrix.index(row, k);
    int i = 0;
    while (i < inner && f + Tile6x2Columns.STRIDE <= from.length) {
      for (int j = 0; j < Tile6x2Columns.STRIDE; j += Tile.LANES) {
        FloatVector.fromArray(Tile.SPECIES, from, f + j).intoArray(to, t + j);
      }
      f += stride;
      t += Tile6x2Columns.STRIDE;
      i++;
    }
    return i;
  }
}
