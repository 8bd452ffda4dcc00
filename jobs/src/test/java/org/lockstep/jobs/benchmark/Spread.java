package org.lockstep.jobs.benchmark;

import java.util.Collection;
import java.util.Locale;

/**
 * Order statistics of some measurements.
 *
 * @param count how many there were
 */
record Spread(int count, double min, double p10, double median, double p90) {
  /**
   * Of at least one measurement.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Spread of(Collection<Double> measurements) {
    if (measurements.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    double[] sorted = measurements.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new Spread(n, sorted[0], sorted[rank(n, 0.1)], median, sorted[rank(n, 0.9)]);
  }

  /** The nearest rank of a quantile, from 0. */
  private static int rank(int n, double quantile) {
    return Math.max(0, (int) Math.ceil(quantile * n) - 1);
  }

  /** Such as {@code 2.41 (2.30, 2.35, 2.60)}: median, then minimum, p10 and p90. */
  @Override
  public String toString() {
    return "%s (%s, %s, %s)".formatted(number(median), number(min), number(p10), number(p90));
  }

  /** Three significant digits, or all digits before the point. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
