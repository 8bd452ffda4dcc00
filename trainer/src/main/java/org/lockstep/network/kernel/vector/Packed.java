package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;
import org.lockstep.network.kernel.Matrix;

/** Blocks of S and B, copied in the order in which the tiles read them. */
final class Packed {
  /** Elements between two panels: panels a power of two apart would evict each other. */
  private static final int GAP = 16;

  private float[] s = new float[0];
  private float[] b = new float[0];

  /** Blocks of S, for {@link Tile5x2}. */
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
    int tiles = (matrix.rows() + Tile5x2.ROWS - 1) / Tile5x2.ROWS;
    int tileSize = inner * Tile5x2.STRIDE;
    s = Floats.atLeast(tiles * tileSize, s);
    for (int tile = 0; tile < tiles; tile++) {
      int row = tile * Tile5x2.ROWS;
      int rows = Math.min(Tile5x2.ROWS, matrix.rows() - row);
      int packed = 0;
      if (matrix.rowStride() == 1) {
        packed = packColumns(matrix, row, k, inner, s, tile * tileSize);
      } else if (rows == Tile5x2.ROWS && matrix.columnStride() == 1) {
        packRows(
            matrix.values(), matrix.index(row, k), matrix.rowStride(), inner, s, tile * tileSize);
        packed = inner;
      }
      for (int i = packed; i < inner; i++) {
        int t = tile * tileSize + i * Tile5x2.STRIDE;
        for (int r = 0; r < rows; r++) {
          s[t + r] = matrix.values()[matrix.index(row + r, k + i)];
        }
      }
    }
  }

  /** Copies the rows of one tile. */
  private static void packRows(float[] from, int f, int stride, int inner, float[] to, int t) {
    int f1 = f + stride;
    int f2 = f1 + stride;
    int f3 = f2 + stride;
    int f4 = f3 + stride;
    for (int i = 0; i < inner; i++) {
      int at = t + i * Tile5x2.STRIDE;
      to[at] = from[f + i];
      to[at + 1] = from[f1 + i];
      to[at + 2] = from[f2 + i];
      to[at + 3] = from[f3 + i];
      to[at + 4] = from[f4 + i];
    }
  }

  /** Returns the number of columns after which whole vectors would reach beyond S's array. */
  private static int packColumns(Matrix matrix, int row, int k, int inner, float[] to, int t) {
    float[] from = matrix.values();
    int stride = matrix.columnStride();
    int f = matrix.index(row, k);
    int i = 0;
    while (i < inner && f + Tile5x2.STRIDE <= from.length) {
      for (int j = 0; j < Tile5x2.STRIDE; j += Tile.LANES) {
        FloatVector.fromArray(Tile.SPECIES, from, f + j).intoArray(to, t + j);
      }
      f += stride;
      t += Tile5x2.STRIDE;
      i++;
    }
    return i;
  }
}
