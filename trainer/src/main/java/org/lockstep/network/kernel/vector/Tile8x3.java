package org.lockstep.network.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** Eight rows by three vectors: 24 chains in registers. */
final class Tile8x3 extends Tile {
  Tile8x3() {
    super(8, 3);
  }

  @Override
  void multiply(Strip strip, int row) {
    float[] start = strip.start;
    int v0 = strip.column0;
    int v1 = strip.column1;
    int v2 = strip.column2;
    int r0 = strip.startOf(row);
    int r1 = strip.startOf(row + 1);
    int r2 = strip.startOf(row + 2);
    int r3 = strip.startOf(row + 3);
    int r4 = strip.startOf(row + 4);
    int r5 = strip.startOf(row + 5);
    int r6 = strip.startOf(row + 6);
    int r7 = strip.startOf(row + 7);
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, r0 + v0);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, r0 + v1);
    FloatVector c02 = FloatVector.fromArray(SPECIES, start, r0 + v2);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, r1 + v0);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, r1 + v1);
    FloatVector c12 = FloatVector.fromArray(SPECIES, start, r1 + v2);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, r2 + v0);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, r2 + v1);
    FloatVector c22 = FloatVector.fromArray(SPECIES, start, r2 + v2);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, r3 + v0);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, r3 + v1);
    FloatVector c32 = FloatVector.fromArray(SPECIES, start, r3 + v2);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, r4 + v0);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, r4 + v1);
    FloatVector c42 = FloatVector.fromArray(SPECIES, start, r4 + v2);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, r5 + v0);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, r5 + v1);
    FloatVector c52 = FloatVector.fromArray(SPECIES, start, r5 + v2);
    FloatVector c60 = FloatVector.fromArray(SPECIES, start, r6 + v0);
    FloatVector c61 = FloatVector.fromArray(SPECIES, start, r6 + v1);
    FloatVector c62 = FloatVector.fromArray(SPECIES, start, r6 + v2);
    FloatVector c70 = FloatVector.fromArray(SPECIES, start, r7 + v0);
    FloatVector c71 = FloatVector.fromArray(SPECIES, start, r7 + v1);
    FloatVector c72 = FloatVector.fromArray(SPECIES, start, r7 + v2);
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
    int s6At = strip.scalarOf(row + 6);
    int s7At = strip.scalarOf(row + 7);
    int b0At = strip.bOffset + v0;
    int b1At = strip.bOffset + v1;
    int b2At = strip.bOffset + v2;
    for (int k = 0; k < inner; k++) {
      int bRow = k * bStride;
      int sColumn = k * sStride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, b0At + bRow);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, b1At + bRow);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, b2At + bRow);
      FloatVector s0 = FloatVector.broadcast(SPECIES, s[s0At + sColumn]);
      c00 = s0.fma(b0, c00);
      c01 = s0.fma(b1, c01);
      c02 = s0.fma(b2, c02);
      FloatVector s1 = FloatVector.broadcast(SPECIES, s[s1At + sColumn]);
      c10 = s1.fma(b0, c10);
      c11 = s1.fma(b1, c11);
      c12 = s1.fma(b2, c12);
      FloatVector s2 = FloatVector.broadcast(SPECIES, s[s2At + sColumn]);
      c20 = s2.fma(b0, c20);
      c21 = s2.fma(b1, c21);
      c22 = s2.fma(b2, c22);
      FloatVector s3 = FloatVector.broadcast(SPECIES, s[s3At + sColumn]);
      c30 = s3.fma(b0, c30);
      c31 = s3.fma(b1, c31);
      c32 = s3.fma(b2, c32);
      FloatVector s4 = FloatVector.broadcast(SPECIES, s[s4At + sColumn]);
      c40 = s4.fma(b0, c40);
      c41 = s4.fma(b1, c41);
      c42 = s4.fma(b2, c42);
      FloatVector s5 = FloatVector.broadcast(SPECIES, s[s5At + sColumn]);
      c50 = s5.fma(b0, c50);
      c51 = s5.fma(b1, c51);
      c52 = s5.fma(b2, c52);
      FloatVector s6 = FloatVector.broadcast(SPECIES, s[s6At + sColumn]);
      c60 = s6.fma(b0, c60);
      c61 = s6.fma(b1, c61);
      c62 = s6.fma(b2, c62);
      FloatVector s7 = FloatVector.broadcast(SPECIES, s[s7At + sColumn]);
      c70 = s7.fma(b0, c70);
      c71 = s7.fma(b1, c71);
      c72 = s7.fma(b2, c72);
    }
    float[] c = strip.c;
    r0 = strip.resultOf(row);
    c00.intoArray(c, r0 + v0);
    c01.intoArray(c, r0 + v1);
    c02.intoArray(c, r0 + v2);
    r1 = strip.resultOf(row + 1);
    c10.intoArray(c, r1 + v0);
    c11.intoArray(c, r1 + v1);
    c12.intoArray(c, r1 + v2);
    r2 = strip.resultOf(row + 2);
    c20.intoArray(c, r2 + v0);
    c21.intoArray(c, r2 + v1);
    c22.intoArray(c, r2 + v2);
    r3 = strip.resultOf(row + 3);
    c30.intoArray(c, r3 + v0);
    c31.intoArray(c, r3 + v1);
    c32.intoArray(c, r3 + v2);
    r4 = strip.resultOf(row + 4);
    c40.intoArray(c, r4 + v0);
    c41.intoArray(c, r4 + v1);
    c42.intoArray(c, r4 + v2);
    r5 = strip.resultOf(row + 5);
    c50.intoArray(c, r5 + v0);
    c51.intoArray(c, r5 + v1);
    c52.intoArray(c, r5 + v2);
    r6 = strip.resultOf(row + 6);
    c60.intoArray(c, r6 + v0);
    c61.intoArray(c, r6 + v1);
    c62.intoArray(c, r6 + v2);
    r7 = strip.resultOf(row + 7);
    c70.intoArray(c, r7 + v0);
    c71.intoArray(c, r7 + v1);
    c72.intoArray(c, r7 + v2);
  }
}
