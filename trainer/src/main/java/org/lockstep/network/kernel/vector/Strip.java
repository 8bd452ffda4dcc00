package org.lockstep.network.kernel.vector;

/** The operands that the tiles of one strip of columns and one block of inner indices share. */
final class Strip {
  /**
   * S, whose column k of the block begins at {@code sOffset + k * sStride}, its rows sRow apart.
   */
  float[] s = new float[0];

  int sOffset;
  int sStride;
  int sRow;

  /** Inner indices of the block. */
  int inner;

  /** B, whose row k of the block begins at {@code bOffset + k * bStride}. */
  float[] b = s;

  int bOffset;
  int bStride;

  /** What the chains continue from: row r begins at {@code startOffset + r * startStride}. */
  float[] start = s;

  int startOffset;
  int startStride;

  /** C, whose row r begins at {@code cOffset + r * cStride}. */
  float[] c = s;

  int cOffset;
  int cStride;

  /** The last row of the product: a tile that reaches beyond it computes it several times. */
  int lastRow;

  /** Where in a row of B and C each vector of the strip begins. */
  int column0;

  int column1;
  int column2;

  int scalarOf(int row) {
    return sOffset + Math.min(row, lastRow) * sRow;
  }

  int startOf(int row) {
    return startOffset + Math.min(row, lastRow) * startStride;
  }

  int resultOf(int row) {
    return cOffset + Math.min(row, lastRow) * cStride;
  }
}
