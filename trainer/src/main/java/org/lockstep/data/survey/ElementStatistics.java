package org.lockstep.data.survey;

import java.io.Serializable;

/**
 * Statistics of a column of single numbers, or of element i of an array column, over the rows to
 * train on. The result does not depend on the order of the numbers.
 */
final class ElementStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The largest number whose square is a double. */
  static final double LARGEST_SQUARED = 0x1p511;

  double min = Double.POSITIVE_INFINITY;
  double max = Double.NEGATIVE_INFINITY;
  long count;
  final ExactSum sum = new ExactSum();
  final ExactSum squares = new ExactSum();

  void add(double x) {
    count++;
    min = Math.min(min, x);
    max = Math.max(max, x);
    sum.add(x);
    if (Math.abs(x) <= LARGEST_SQUARED) {
      squares.addSquare(x);
    }
  }

  void add(ElementStatistics other) {
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum.add(other.sum);
    squares.add(other.squares);
  }

  double mean() {
    return sum.mean(count);
  }

  /** Of the population; 0 for a constant. */
  double standardDeviation() {
    return min == max ? 0 : Math.sqrt(ExactSum.variance(sum, squares, count));
  }
}
