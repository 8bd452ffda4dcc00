package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Five rows by two vectors, 10 chains in registers, with a copy of S ({@link Packed}): {@link
 * #STRIDE} elements for each inner index, of which the first five are the tile's rows.
 *
 * <p>All scalars have one base, so that the loop has integer registers to spare. Where it has not,
 * it depends on chance, on the order in which methods were compiled, whether the JIT keeps the
 * loop's own integers on the stack: with the parallel collector six rows took 1.6 times as long in
 * every second process. With a sixth row the JIT reads six scalars before the first multiply-add,
 * has not enough vector registers for them, and keeps chains on the stack.
 */
final class Tile5x2 extends Tile {
  /** Rows of the tile. */
  static final int ROWS = 5;

  /** A power of two: the JIT does not prove the range of a multiple of five. */
  static final int STRIDE = 8;

  Tile5x2() {
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
    float[] s = strip.s;
    float[] b = strip.b;
    int inner = strip.inner;
    int bAt = strip.bOffset;
    int sAt = strip.sOffset + row / ROWS * inner * STRIDE;
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
      FloatVector s2 = FloatVector.broadcast(SPECIES, s[sColumn + 2]);
      c20 = s2.fma(b0, c20);
      c21 = s2.fma(b1, c21);
      FloatVector s3 = FloatVector.broadcast(SPECIES, s[sColumn + 3]);
      c30 = s3.fma(b0, c30);
      c31 = s3.fma(b1, c31);
      FloatVector s4 = FloatVector.broadcast(SPECIES, s[sColumn + 4]);
      c40 = s4.fma(b0, c40);
      c41 = s4.fma(b1, c41);
    }
    // The last row is stored after those beyond it, which mean nothing.
    float[] c = strip.c;
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
