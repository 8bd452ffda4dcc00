package org.lockstep.training.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.lockstep.encoding.Task;
import org.lockstep.metric.Sums;
import org.lockstep.model.Metrics;

/**
 * The metrics of a classification, from the sums over its examples and the distributions of their
 * scores.
 */
public final class ClassMetrics {
  private static final int[] TOP = {2, 3, 5, 10};

  private final ClassSum sum;
  private final int[] occurring;

  /** A value for each class, NaN until its scores are known. */
  private final Map<EvaluationMetric, double[]> ofScores = new EnumMap<>(EvaluationMetric.class);

  /** Creates the metrics without those of the scores. */
  public ClassMetrics(ClassSum sum) {
    this.sum = sum;
    occurring =
        IntStream.range(0, sum.classes)
            .filter(c -> sum.support[c] > 0 || sum.predicted[c] > 0)
            .toArray();
    for (EvaluationMetric metric : EvaluationMetric.with(Formula.OfScores.class).keySet()) {
      double[] unknown = new double[sum.classes];
      Arrays.fill(unknown, Double.NaN);
      ofScores.put(metric, unknown);
    }
  }

  /** Adds the metrics of the scores of some classes, the first of which is {@code from}. */
  public void put(int from, ClassScores scores) {
    EvaluationMetric.with(Formula.OfScores.class)
        .forEach(
            (metric, formula) -> {
              double[] values = scores.each(formula.of());
              System.arraycopy(values, 0, ofScores.get(metric), from, values.length);
            });
  }

  /** All metrics. */
  public Scorecard scorecard() {
    Map<EvaluationMetric, Double> more = new EnumMap<>(EvaluationMetric.class);
    Map<EvaluationMetric, List<Double>> byClass = new EnumMap<>(EvaluationMetric.class);
    Map<EvaluationMetric, Double> macro = new EnumMap<>(EvaluationMetric.class);
    Map<EvaluationMetric, Double> weighted = new EnumMap<>(EvaluationMetric.class);
    EvaluationMetric.with(Formula.OfClasses.class)
        .forEach((metric, formula) -> more.put(metric, formula.of().applyAsDouble(sum)));
    EvaluationMetric.with(Formula.OfEachClass.class)
        .forEach(
            (metric, formula) -> {
              IntToDoubleFunction value = c -> formula.of().of(sum, c);
              byClass.put(
                  metric, IntStream.range(0, sum.classes).mapToDouble(value).boxed().toList());
              macro.put(metric, macro(value));
              weighted.put(metric, weighted(value));
            });
    ofScores.forEach(
        (metric, values) -> {
          more.put(metric, mean(values));
          byClass.put(metric, boxed(values));
        });
    return new Scorecard(
        Metrics.of(
            Task.CLASSIFICATION,
            new Sums(sum.examples, sum.weight, sum.loss, total(sum.correct), List.of())),
        more,
        Optional.of(
            new Scorecard.Classes(
                byClass, boxed(sum.support), macro, weighted, topK(), confusion())));
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
