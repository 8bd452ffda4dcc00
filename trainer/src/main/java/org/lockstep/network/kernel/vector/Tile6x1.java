package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** Six rows by one vector: 6 chains in registers. */
final class Tile6x1 extends Tile {
  Tile6x1() {
    super(6, 1);
  }

  @Override
  void multiply(Strip strip, int row) {
    float[] start = strip.start;
    int v0 = strip.column0;
    int r0 = strip.startOf(row);
    int r1 = strip.startOf(row + 1);
    int r2 = strip.startOf(row + 2);
    int r3 = strip.startOf(row + 3);
    int r4 = strip.startOf(row + 4);
    int r5 = strip.startOf(row + 5);
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, r0 + v0);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, r1 + v0);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, r2 + v0);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, r3 + v0);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, r4 + v0);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, r5 + v0);
    float[] s = strip.s;
    float[] b = strip.b;
    int inner = strip.inner;
    int bStride = strip.bStride;
    int sStride = strip.sStride;
    int s0At = strip.scalarOf(row);
    int s1At = strip.scalarOf(row + 1);
    int s2At = strip.scalarOf(row + 2);
    int s3At = strip.scalarOf(row + 3);
    int s4At = strip.scalarOf(row + 4);
    int s5At = strip.scalarOf(row + 5);
    int b0At = strip.bOffset + v0;
    for (int k = 0; k < inner; k++) {
      int bRow = k * bStride;
      int sColumn = k * sStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, b0At + bRow);
      FloatVector s0 = FloatVector.broadcast(SPECIES, s[s0At + sColumn]);
      c00 = s0.fma(b0, c00);
      FloatVector s1 = FloatVector.broadcast(SPECIES, s[s1At + sColumn]);
      c10 = s1.fma(b0, c10);
      FloatVector s2 = FloatVector.broadcast(SPECIES, s[s2At + sColumn]);
      c20 = s2.fma(b0, c20);
      FloatVector s3 = FloatVector.broadcast(SPECIES, s[s3At + sColumn]);
      c30 = s3.fma(b0, c30);
      FloatVector s4 = FloatVector.broadcast(SPECIES, s[s4At + sColumn]);
      c40 = s4.fma(b0, c40);
      FloatVector s5 = FloatVector.broadcast(SPECIES, s[s5At + sColumn]);
      c50 = s5.fma(b0, c50);
    }
    float[] c = strip.c;
    r0 = strip.resultOf(row);
    c00.intoArray(c, r0 + v0);
    r1 = strip.resultOf(row + 1);
    c10.intoArray(c, r1 + v0);
    r2 = strip.resultOf(row + 2);
    c20.intoArray(c, r2 + v0);
    r3 = strip.resultOf(row + 3);
    c30.intoArray(c, r3 + v0);
    r4 = strip.resultOf(row + 4);
    c40.intoArray(c, r4 + v0);
    r5 = strip.resultOf(row + 5);
    c50.intoArray(c, r5 + v0);
  }
}
