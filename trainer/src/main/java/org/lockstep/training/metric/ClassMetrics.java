package org.lockstep.training.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ScoreCurve;
import org.lockstep.metric.Sums;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

/**
 * The metrics of a classification, from the sums over its examples and the distributions of their
 * scores.
 */
public final class ClassMetrics {
  private static final int[] TOP = {2, 3, 5, 10};

  /** A curve has a point where recall or fallout has changed by this. */
  private static final double THINNED = 1 / 200.0;

  /** More curves in one picture hide each other. */
  private static final int MOST_CURVES = 10;

  private final ClassSum sum;
  private final List<String> labels;
  private final OptionalInt positive;
  private final List<ScoreCurve> curves = new ArrayList<>();

  /** Of each class; unknown until its scores are. */
  private final List<Sums.Areas> areas;

  /**
   * Creates the metrics without those of the scores.
   *
   * @param target the classes
   */
  public ClassMetrics(ClassSum sum, TargetEncoding.Classes target) {
    this.sum = sum;
    labels = target.labels().stream().map(String::valueOf).toList();
    positive = target.positiveIndex();
    areas = new ArrayList<>(Collections.nCopies(sum.classes, Sums.Areas.UNKNOWN));
  }

  /** Adds the metrics of the scores of some classes, the first of which is {@code from}. */
  public void put(int from, ClassScores scores) {
    List<Sums.Areas> known = scores.areas();
    for (int i = 0; i < known.size(); i++) {
      areas.set(from + i, known.get(i));
    }
    boolean areAll = positive.isEmpty() && sum.classes <= MOST_CURVES;
    for (int i = 0; i < known.size(); i++) {
      if (areAll || (positive.isPresent() && positive.getAsInt() == from + i)) {
        curves.add(scores.curve(i, labels.get(from + i), THINNED));
      }
    }
  }

  /** All metrics. */
  public Scorecard scorecard() {
    Sums.Classes classes = sum.counts.sums(positive, areas);
    Map<ClassMetric, Double> macro = new EnumMap<>(ClassMetric.class);
    Map<ClassMetric, Double> weighted = new EnumMap<>(ClassMetric.class);
    Sums sums =
        new Sums(
            sum.examples,
            sum.weight,
            sum.loss,
            sum.counts.correct(),
            List.of(),
            Optional.of(classes));
    ClassMetric.withMeans()
        .forEach(
            (metric, formula) -> {
              macro.put(metric, sums.macro(formula));
              weighted.put(metric, sums.weighted(formula));
            });
    return new Scorecard(
        Metrics.of(Task.CLASSIFICATION, sums, metrics()),
        Optional.of(
            new Scorecard.Classes(
                ClassMetric.byClass(classes),
                classes.counts().stream().map(Sums.Count::support).toList(),
                macro,
                weighted,
                topK(),
                confusion())),
        new Scorecard.Curves(curves, classes.reliability()),
        Map.of());
  }

  private List<ValidationMetric> metrics() {
    return ValidationMetric.of(Task.CLASSIFICATION).stream()
        .filter(metric -> positive.isPresent() || !metric.isOfPositive())
        .toList();
  }

  private SortedMap<Integer, Double> topK() {
    SortedMap<Integer, Double> topK = new TreeMap<>();
    for (int k : TOP) {
      if (k < sum.classes) {
        double correct = 0;
        for (int r = 0; r < k; r++) {
          correct += sum.rank[r];
        }
        topK.put(k, correct / sum.weight);
      }
    }
    return topK;
  }

  private List<List<Double>> confusion() {
    List<List<Double>> rows = new ArrayList<>();
    if (sum.confusion != null) {
      for (int from = 0; from < sum.confusion.length; from += sum.classes) {
        double[] row = Arrays.copyOfRange(sum.confusion, from, from + sum.classes);
        rows.add(Arrays.stream(row).boxed().toList());
      }
    }
    return rows;
  }
}
