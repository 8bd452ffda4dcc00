package org.lockstep.training.lane;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.lockstep.training.metric.EvaluatedBatch;

/**
 * Examples, and plain sums and means over them; of numbers in scaled units.
 *
 * @param y labels as one-hot columns, or targets, (n, m), column by column
 * @param a outputs, (n, m), column by column
 * @param w the examples' weights
 * @param unit what each target was divided by; of no use for classes
 */
record PlainExamples(int n, float[] y, float[] a, float[] w, double[] unit) {
  private static final int PARTS = 3;

  int m() {
    return w.length;
  }

  double loss() {
    return 7.25 * m();
  }

  /** Whether example j is of class c. */
  boolean is(int j, int c) {
    return y[j * n + c] == 1;
  }

  double score(int j, int c) {
    return a[j * n + c];
  }

  /** The first of the most probable classes. */
  int answer(int j) {
    return IntStream.range(0, n).reduce(0, (best, c) -> score(j, c) > score(j, best) ? c : best);
  }

  double target(int j, int i) {
    return y[j * n + i] * unit[i];
  }

  double error(int j, int i) {
    return target(j, i) - a[j * n + i] * unit[i];
  }

  double sum(IntToDoubleFunction ofExample) {
    return IntStream.range(0, m()).mapToDouble(j -> w[j] * ofExample.applyAsDouble(j)).sum();
  }

  double mean(IntToDoubleFunction ofExample) {
    return sum(ofExample) / sum(j -> 1);
  }

  double variance(IntToDoubleFunction ofExample) {
    double mean = mean(ofExample);
    return mean(j -> Math.pow(ofExample.applyAsDouble(j) - mean, 2));
  }

  double meanOverTargets(IntToDoubleFunction ofTarget) {
    return IntStream.range(0, n).mapToDouble(ofTarget).average().orElseThrow();
  }

  /** The examples dealt to batches in turn. */
  List<EvaluatedBatch> batches() {
    return IntStream.range(0, PARTS)
        .mapToObj(
            part -> {
              int[] of = IntStream.range(0, m()).filter(j -> j % PARTS == part).toArray();
              float[] partY = new float[of.length * n];
              float[] partA = new float[of.length * n];
              float[] partW = new float[of.length];
              for (int k = 0; k < of.length; k++) {
                System.arraycopy(y, of[k] * n, partY, k * n, n);
                System.arraycopy(a, of[k] * n, partA, k * n, n);
                partW[k] = w[of[k]];
              }
              return new EvaluatedBatch(loss() / PARTS, partY, partA, partW, n, of.length);
            })
        .toList();
  }

  /** Pearson's correlation of the indicators of labels and predictions, of all classes at once. */
  double correlation() {
    double both = covariance(this::is, (j, c) -> answer(j) == c);
    double labels = covariance(this::is, this::is);
    double answers = covariance((j, c) -> answer(j) == c, (j, c) -> answer(j) == c);
    return labels * answers == 0 ? 0 : both / Math.sqrt(labels * answers);
  }

  private interface Indicator {
    boolean of(int example, int c);
  }

  private double covariance(Indicator a, Indicator b) {
    return IntStream.range(0, n)
        .mapToDouble(
            c ->
                mean(j -> a.of(j, c) && b.of(j, c) ? 1 : 0)
                    - mean(j -> a.of(j, c) ? 1 : 0) * mean(j -> b.of(j, c) ? 1 : 0))
        .sum();
  }

  double logLoss() {
    return mean(
        j -> {
          double total = 0;
          double own = 0;
          for (int k = 0; k < n(); k++) {
            double p = Math.max(Math.ulp(1.0), Math.min(1 - Math.ulp(1.0), score(j, k)));
            total += p;
            own = is(j, k) ? p : own;
          }
          return -Math.log(own / total);
        });
  }

  /** The mean distance of probability and frequency of class c, over tenths of 0 to 1. */
  double calibrationError(int c) {
    double total = 0;
    for (int bin = 0; bin < 10; bin++) {
      int tenth = bin;
      total +=
          Math.abs(sum(j -> tenth(score(j, c)) == tenth ? score(j, c) - (is(j, c) ? 1 : 0) : 0));
    }
    return total / sum(j -> 1);
  }

  /** The tenth that p is in, an edge being in the lower one. */
  private static int tenth(double p) {
    return p == 0 ? 0 : (int) Math.ceil(p * 10) - 1;
  }
}
