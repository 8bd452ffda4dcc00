package org.lockstep.data.survey;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a column of single numbers, or of element i of an array column, over the rows to
 * train on. The result does not depend on the order of the numbers.
 */
final class ElementStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The largest number whose square is a double. */
  static final double LARGEST_SQUARED = 0x1p511;

  /** The numbers before they are transformed, of which the largest and the smallest are. */
  double leastGiven = Double.POSITIVE_INFINITY;

  double mostGiven = Double.NEGATIVE_INFINITY;

  double min = Double.POSITIVE_INFINITY;
  double max = Double.NEGATIVE_INFINITY;
  long count;
  final ExactSum sum = new ExactSum();
  final ExactSum squares = new ExactSum();

  /** Of the numbers, if quantiles are needed. */
  private final @Nullable NumberHistogram histogram;

  ElementStatistics(@Nullable NumberHistogram histogram) {
    this.histogram = histogram;
  }

  /**
   * Adds a number.
   *
   * @param given before its transform
   * @param x after it
   */
  void add(double given, double x) {
    count++;
    leastGiven = Math.min(leastGiven, given);
    mostGiven = Math.max(mostGiven, given);
    min = Math.min(min, x);
    max = Math.max(max, x);
    sum.add(x);
    if (Math.abs(x) <= LARGEST_SQUARED) {
      squares.addSquare(x);
    }
    if (histogram != null) {
      histogram.add(x);
    }
  }

  void add(ElementStatistics other) {
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum.add(other.sum);
    squares.add(other.squares);
    leastGiven = Math.min(leastGiven, other.leastGiven);
    mostGiven = Math.max(mostGiven, other.mostGiven);
    if (histogram != null && other.histogram != null) {
      histogram.add(other.histogram);
    }
  }

  /** The histogram of the numbers. */
  NumberHistogram histogram() {
    if (histogram == null) {
      throw new IllegalStateException("the column was surveyed without a histogram");
    }
    return histogram;
  }

  /** Lets the histogram, if there is one, have fewer buckets. */
  void limitTo(int buckets) {
    if (histogram != null) {
      histogram.limitTo(buckets);
    }
  }

  double mean() {
    return sum.mean(count);
  }

  /** Of the population; 0 for a constant. */
  double standardDeviation() {
    return min == max ? 0 : Math.sqrt(ExactSum.variance(sum, squares, count));
  }
}
