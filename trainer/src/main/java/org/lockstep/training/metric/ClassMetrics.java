package org.lockstep.training.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The metrics of a classification, from the sums over its examples. */
public final class ClassMetrics {
  private static final int[] TOP = {2, 3, 5, 10};

  private final ClassSum sum;
  private final int[] occurring;

  private ClassMetrics(ClassSum sum) {
    this.sum = sum;
    occurring =
        IntStream.range(0, sum.classes)
            .filter(c -> sum.support[c] > 0 || sum.predicted[c] > 0)
            .toArray();
  }

  /**
   * Computes the metrics.
   *
   * @param rocAuc of each class
   * @param prAuc of each class
   */
  public static Scorecard.Classes of(ClassSum sum, double[] rocAuc, double[] prAuc) {
    return new ClassMetrics(sum).scorecard(rocAuc, prAuc);
  }

  private Scorecard.Classes scorecard(double[] rocAuc, double[] prAuc) {
    double weight = sum.weight;
    return new Scorecard.Classes(
        new Scorecard.Summary(
            sum.loss / weight,
            sum.examples,
            total(sum.correct) / weight,
            topK(),
            sum.logLoss / weight,
            sum.brier / weight),
        new Scorecard.Areas(boxed(rocAuc), mean(rocAuc)),
        new Scorecard.Areas(boxed(prAuc), mean(prAuc)),
        new Scorecard.ByClass(
            ofEach(this::precision), ofEach(this::recall), ofEach(this::f1), boxed(sum.support)),
        new Scorecard.Means(
            new Scorecard.Mean(macro(this::precision), macro(this::recall), macro(this::f1)),
            new Scorecard.Mean(
                weighted(this::precision), weighted(this::recall), weighted(this::f1))),
        confusion());
  }

  private double precision(int c) {
    return ratio(sum.correct[c], sum.predicted[c]);
  }

  private double recall(int c) {
    return ratio(sum.correct[c], sum.support[c]);
  }

  private double f1(int c) {
    return ratio(2 * sum.correct[c], sum.predicted[c] + sum.support[c]);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private double macro(IntToDoubleFunction metric) {
    return Arrays.stream(occurring).mapToDouble(metric).sum() / occurring.length;
  }

  private double weighted(IntToDoubleFunction metric) {
    double total = 0;
    for (int c = 0; c < sum.classes; c++) {
      total += sum.support[c] * metric.applyAsDouble(c);
    }
    return total / sum.weight;
  }

  private double mean(double[] ofClass) {
    return sum.classes == 2
        ? ofClass[1]
        : Arrays.stream(ofClass).filter(auc -> !Double.isNaN(auc)).average().orElse(Double.NaN);
  }

  private SortedMap<Integer, Double> topK() {
    SortedMap<Integer, Double> topK = new TreeMap<>();
    for (int k : TOP) {
      if (k < sum.classes) {
        topK.put(k, total(Arrays.copyOf(sum.rank, k)) / sum.weight);
      }
    }
    return topK;
  }

  private List<List<Double>> confusion() {
    List<List<Double>> rows = new ArrayList<>();
    if (sum.confusion != null) {
      for (int from = 0; from < sum.confusion.length; from += sum.classes) {
        rows.add(boxed(Arrays.copyOfRange(sum.confusion, from, from + sum.classes)));
      }
    }
    return rows;
  }

  private List<Double> ofEach(IntToDoubleFunction metric) {
    return IntStream.range(0, sum.classes).mapToDouble(metric).boxed().toList();
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static double total(double[] values) {
    double total = 0;
    for (double value : values) {
      total += value;
    }
    return total;
  }
}
