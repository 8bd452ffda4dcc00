package org.lockstep.encoding.curve;

import java.util.ArrayList;
import java.util.List;

/**
 * Brings a number to a normal distribution by the quantiles of its column.
 *
 * <pre>
 *   z = Φ⁻¹(F(x)),   F piecewise linear through (q_k, k / (N - 1)),   k = 0 ... N - 1
 * </pre>
 *
 * <p>Where several quantiles are equal to x, F(x) is the mean of the first's and the last's place;
 * below all quantiles it is 0, above them 1. So a constant becomes 0.
 *
 * <p>Source: the QuantileTransformer of scikit-learn with a normal output; {@link NormalQuantile}
 * is Φ⁻¹. It differs where the smallest or the largest quantile occurs more than once: the mean of
 * places holds for these numbers too, while scikit-learn makes -5.2 and 5.2 of them, of the two
 * values of a flag for instance.
 */
public final class QuantileCurve {
  private final double[] value;
  private final double[] from;
  private final double[] to;

  /**
   * Creates a curve.
   *
   * @param quantiles at equal distances from the smallest number to the largest; ascending, at
   *     least one
   */
  public QuantileCurve(List<Double> quantiles) {
    int n = quantiles.size();
    double[] values = new double[n];
    double[] first = new double[n];
    double[] last = new double[n];
    int size = 0;
    for (int k = 0; k < n; k++) {
      double place = n == 1 ? 0 : k / (n - 1.0);
      if (size == 0 || quantiles.get(k) > values[size - 1]) {
        values[size] = quantiles.get(k);
        first[size++] = place;
      }
      last[size - 1] = n == 1 ? 1 : place;
    }
    value = java.util.Arrays.copyOf(values, size);
    from = java.util.Arrays.copyOf(first, size);
    to = java.util.Arrays.copyOf(last, size);
  }

  /** The different quantiles, ascending. */
  public List<Double> values() {
    return list(value);
  }

  /** The place of the first quantile that is equal to each of {@link #values}, in [0, 1]. */
  public List<Double> from() {
    return list(from);
  }

  /** The place of the last one. */
  public List<Double> to() {
    return list(to);
  }

  private static List<Double> list(double[] numbers) {
    List<Double> list = new ArrayList<>(numbers.length);
    for (double number : numbers) {
      list.add(number);
    }
    return list;
  }

  /** The number of the normal distribution. */
  public double of(double x) {
    return NormalQuantile.of(share(x));
  }

  /** F(x). */
  private double share(double x) {
    int found = java.util.Arrays.binarySearch(value, x);
    if (found >= 0) {
      return (from[found] + to[found]) / 2;
    }
    int k = -found - 2; // the last one below x
    if (k < 0) {
      return 0;
    } else if (k == value.length - 1) {
      return 1;
    }
    return to[k] + (x - value[k]) / (value[k + 1] - value[k]) * (from[k + 1] - to[k]);
  }
}
