package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Six rows by two vectors, 12 chains in registers, with a copy of S's columns: {@link #STRIDE}
 * elements for each inner index, of which the first six are the tile's rows.
 *
 * <p>See {@link Tile6x2Rows} for {@code step}.
 */
final class Tile6x2Columns extends Tile {
  /** Rows of the tile. */
  static final int ROWS = 6;

  /** A power of two: the JIT does not prove the range of a multiple of six. */
  static final int STRIDE = 8;

  Tile6x2Columns() {
    super(ROWS, 2);
  }

  @Override
  void multiply(Strip strip, int row) {
    float[] start = strip.start;
    int r0 = strip.startOf(row);
    int r1 = strip.startOf(row + 1);
    int r2 = strip.startOf(row + 2);
    int r3 = strip.startOf(row + 3);
    int r4 = strip.startOf(row + 4);
    int r5 = strip.startOf(row + 5);
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, r0);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, r0 + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, r1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, r1 + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, r2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, r2 + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, r3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, r3 + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, r4);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, r4 + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, r5);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, r5 + LANES);
    float[] s = strip.s;
    float[] b = strip.b;
    int inner = strip.inner;
    int step = strip.sStride;
    int bAt = strip.bOffset;
    int sAt = strip.sOffset + row / ROWS * inner * STRIDE;
    int s2At = sAt + 2;
    int s4At = sAt + 4;
    for (int k = 0; k < inner; k++) {
      int bRow = bAt + k * PANEL;
      int sColumn = sAt + k * STRIDE;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bRow);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bRow + LANES);
      FloatVector s0 = FloatVector.broadcast(SPECIES, s[sColumn]);
      c00 = s0.fma(b0, c00);
      c01 = s0.fma(b1, c01);
      FloatVector s1 = FloatVector.broadcast(SPECIES, s[sColumn + 1]);
      c10 = s1.fma(b0, c10);
      c11 = s1.fma(b1, c11);
      FloatVector s2 = FloatVector.broadcast(SPECIES, s[s2At]);
      s2At += step;
      c20 = s2.fma(b0, c20);
      c21 = s2.fma(b1, c21);
      FloatVector s3 = FloatVector.broadcast(SPECIES, s[sColumn + 3]);
      c30 = s3.fma(b0, c30);
      c31 = s3.fma(b1, c31);
      FloatVector s4 = FloatVector.broadcast(SPECIES, s[s4At]);
      s4At += step;
      c40 = s4.fma(b0, c40);
      c41 = s4.fma(b1, c41);
      FloatVector s5 = FloatVector.broadcast(SPECIES, s[sColumn + 5]);
      c50 = s5.fma(b0, c50);
      c51 = s5.fma(b1, c51);
    }
    // The last row is stored after those beyond it, which mean nothing.
    float[] c = strip.c;
    r5 = strip.resultOf(row + 5);
    c50.intoArray(c, r5);
    c51.intoArray(c, r5 + LANES);
    r4 = strip.resultOf(row + 4);
    c40.intoArray(c, r4);
    c41.intoArray(c, r4 + LANES);
    r3 = strip.resultOf(row + 3);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + LANES);
    r2 = strip.resultOf(row + 2);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + LANES);
    r1 = strip.resultOf(row + 1);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + LANES);
    r0 = strip.resultOf(row);
    c00.intoArray(c, r0);
    c01.intoArray(c, r0 + LANES);
  }
}
