package org.lockstep.listener.sparkui;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The values along a side of a chart.
 *
 * @param low the least
 * @param high the greatest; above the least
 * @param from where the least stands in the picture
 * @param to where the greatest stands
 * @param leastStep between two marks
 */
record Axis(double low, double high, double from, double to, double leastStep) {
  private static final int MOST_STEPS = 6;

  /** Rounding is not to make 2.0000000000000004 of 2. */
  private static final double ALMOST = 1 - 1e-9;

  private static final double LEAST_PLAIN_STEP = 1e-4;
  private static final double MOST_PLAIN_VALUE = 1e7;

  /** An axis for at least one value; a single one stands in the middle. */
  static Axis of(DoubleSummaryStatistics values, double from, double to, double leastStep) {
    double low = values.getMin();
    double high = values.getMax();
    double margin = high > low ? 0 : low == 0 ? 1 : Math.abs(low) / 10;
    return new Axis(low - margin, high + margin, from, to, leastStep);
  }

  /** Where a value stands. */
  double place(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** Round values to mark, multiples of {@link #step}. */
  List<Double> marks() {
    double step = step();
    return LongStream.rangeClosed((long) Math.ceil(low / step), (long) Math.floor(high / step))
        .mapToObj(k -> k * step)
        .toList();
  }

  /** The least of ..., 0.5, 1, 2, 5, 10, ... that makes few enough steps. */
  double step() {
    double least = Math.max((high - low) / MOST_STEPS, leastStep);
    double decade = Math.pow(10, Math.floor(Math.log10(least)));
    for (int times : new int[] {1, 2, 5}) {
      if (times * decade >= least * ALMOST) {
        return times * decade;
      }
    }
    return 10 * decade;
  }

  /** A value with as many decimals as the step has. */
  String label(double value) {
    double step = step();
    if (step < LEAST_PLAIN_STEP || Math.max(Math.abs(low), Math.abs(high)) >= MOST_PLAIN_VALUE) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int decimals = Math.max(0, -(int) Math.floor(Math.log10(step)));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
