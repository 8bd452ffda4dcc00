package org.lockstep.network.kernel.vector;

import java.util.Arrays;

/** Working memory that grows with the largest product. */
final class Floats {
  private Floats() {}

  /** Returns {@code values}, or a longer array if it has fewer than {@code length} elements. */
  static float[] atLeast(int length, float[] values) {
    return values.length >= length ? values : Arrays.copyOf(values, length);
  }
}
