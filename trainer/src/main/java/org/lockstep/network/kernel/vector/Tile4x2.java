package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Four rows by two vectors, 8 chains in registers, with S where it lies row by row.
 *
 * <p>With a fifth row the loop needs more integers than there are registers for; see {@link
 * Tile5x2}.
 */
final class Tile4x2 extends Tile {
  /** Rows of the tile. */
  static final int ROWS = 4;

  Tile4x2() {
    super(ROWS, 2);
  }

  @Override
  void multiply(Strip strip, int row) {
    float[] start = strip.start;
    int r0 = strip.startOf(row);
    int r1 = strip.startOf(row + 1);
    int r2 = strip.startOf(row + 2);
    int r3 = strip.startOf(row + 3);
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, r0);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, r0 + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, r1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, r1 + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, r2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, r2 + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, r3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, r3 + LANES);
    float[] s = strip.s;
    float[] b = strip.b;
    int inner = strip.inner;
    int bAt = strip.bOffset;
    int s0At = strip.scalarOf(row);
    int s1At = strip.scalarOf(row + 1);
    int s2At = strip.scalarOf(row + 2);
    int s3At = strip.scalarOf(row + 3);
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
      FloatVector s2 = FloatVector.broadcast(SPECIES, s[s2At + k]);
      c20 = s2.fma(b0, c20);
      c21 = s2.fma(b1, c21);
      FloatVector s3 = FloatVector.broadcast(SPECIES, s[s3At + k]);
      c30 = s3.fma(b0, c30);
      c31 = s3.fma(b1, c31);
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
  }
}
