package org.lockstep.data.leak;

import java.io.Serializable;

/**
 * Divides the numbers of a column into bins, narrow near the origin of its {@link Grid} and wider
 * away from it: each doubling of the distance has as many. There are 16 doublings on each side of
 * the mean, from 1/64 of the standard deviation on, or 32 on the only side of a skewed column. A
 * bin spans at most 1/parts of the distance of its numbers from the origin; those that are nearer
 * than the first doubling share one, and so do those that are further than the last: fewer than one
 * in a thousand rows, by the inequalities of Markov and Chebyshev.
 *
 * @param parts bins of a doubling, a power of two
 */
record Bins(int parts) implements Serializable {
  private static final int DOUBLINGS = 32;
  private static final double NEAREST = 0x1p-6;
  private static final double NEAREST_OF_SKEWED = 0x1p-22;
  private static final int MANTISSA_BITS = 52;

  /** All of them, the one of missing values, the last, included. */
  int count() {
    return DOUBLINGS * parts + 2;
  }

  /** The bin of missing values. */
  int missing() {
    return count() - 1;
  }

  /** The bin of a number; the bins are in the order of the numbers, or in the opposite one. */
  int of(double x, Grid grid) {
    double distance = grid.distance(x);
    if (grid.isSkewed()) {
      return steps(Math.abs(distance), NEAREST_OF_SKEWED, DOUBLINGS * parts);
    }
    int middle = DOUBLINGS * parts / 2;
    int away = steps(Math.abs(distance), NEAREST, middle);
    return distance < 0 ? middle - away : middle + away;
  }

  /** 0 up to the nearest distance; then 1 and so on, up to the most. */
  private int steps(double distance, double nearest, int most) {
    if (distance < nearest) {
      return 0;
    }
    int bits = MANTISSA_BITS - Integer.numberOfTrailingZeros(parts);
    long steps =
        (Double.doubleToRawLongBits(distance) >> bits)
            - (Double.doubleToRawLongBits(nearest) >> bits);
    return (int) Math.min(1 + steps, most);
  }
}
