package org.lockstep.data.leak;

import java.io.Serializable;

/** An exact sum of whole numbers below 2⁶² in magnitude, of which there may be 2³⁰ and more. */
final class WideSum implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BITS = 31;
  private static final long MASK = (1L << BITS) - 1;
  private long high;
  private long low;

  void add(long x) {
    high += x >> BITS;
    low += x & MASK;
  }

  void add(WideSum other) {
    high += other.high;
    low += other.low;
  }

  double value() {
    return (double) high * (1L << BITS) + low;
  }
}
