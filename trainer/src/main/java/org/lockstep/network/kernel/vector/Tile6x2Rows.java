package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Six rows by two vectors, 12 chains in registers, with S where it lies row by row.
 *
 * <p>With strides that the JIT knows no access needs a check of its range. But then it reads all
 * six scalars before the first multiply-add, has not enough registers for them, and keeps chains on
 * the stack, which takes twice as long. So two of the six are read at a stride that it does not
 * know, {@code step}: it moves nothing across the two checks that are left.
 */
final class Tile6x2Rows extends Tile {
  /** Rows of the tile. */
  static final int ROWS = 6;

  Tile6x2Rows() {
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
    int s0At = strip.scalarOf(row);
    int s1At = strip.scalarOf(row + 1);
    int s2At = strip.scalarOf(row + 2);
    int s3At = strip.scalarOf(row + 3);
    int s4At = strip.scalarOf(row + 4);
    int s5At = strip.scalarOf(row + 5);
    for (int k = 0; k < inner; k++) {
      int bRow = bAt + k * PANEL;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bRow);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bRow + LANES);
      FloatVector s0 = FloatVector.broadcast(SPECIES, s[s0At + k]);
      c00 = s0.fma(b0, c00);
      c01 = s0.fma(b1, c01);
      FloatVector s1 = FloatVector.broadcast(SPECIES, s[s1At + k]);
      c10 = s1.fma(b0, c10);
      c11 = s1.fma(b1, c11);
      FloatVector s2 = FloatVector.broadcast(SPECIES, s[s2At]);
      s2At += step;
      c20 = s2.fma(b0, c20);
      c21 = s2.fma(b1, c21);
      FloatVector s3 = FloatVector.broadcast(SPECIES, s[s3At + k]);
      c30 = s3.fma(b0, c30);
      c31 = s3.fma(b1, c31);
      FloatVector s4 = FloatVector.broadcast(SPECIES, s[s4At]);
      s4At += step;
      c40 = s4.fma(b0, c40);
      c41 = s4.fma(b1, c41);
      FloatVector s5 = FloatVector.broadcast(SPECIES, s[s5At + k]);
      c50 = s5.fma(b0, c50);
      c51 = s5.fma(b1, c51);
    }
    float[] c = strip.c;
    r0 = strip.resultOf(row);
    c00.intoArray(c, r0);
    c01.intoArray(c, r0 + LANES);
    r1 = strip.resultOf(row + 1);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + LANES);
    r2 = strip.resultOf(row + 2);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + LANES);
    r3 = strip.resultOf(row + 3);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + LANES);
    r4 = strip.resultOf(row + 4);
    c40.intoArray(c, r4);
    c41.intoArray(c, r4 + LANES);
    r5 = strip.resultOf(row + 5);
    c50.intoArray(c, r5);
    c51.intoArray(c, r5 + LANES);
  }
}
