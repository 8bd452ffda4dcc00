package org.lockstep.training.metric;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lockstep.metric.ReliabilityBin;
import org.lockstep.metric.ScoreCurve;
import org.lockstep.model.Metrics;

/**
 * All metrics of a model on a table; see the package for values where one is not defined.
 *
 * @param metrics those over all examples
 * @param classes those of each class; empty for numbers
 * @param curves how scores tell classes apart; none for numbers
 * @param coverage the shares of the targets that intervals cover, by their level; none for classes,
 *     and for a model without intervals
 */
public record Scorecard(
    Metrics metrics, Optional<Classes> classes, Curves curves, Map<Double, Double> coverage) {
  /** Copies the map. */
  public Scorecard {
    coverage = Collections.unmodifiableMap(new TreeMap<>(coverage));
  }

  /** The metrics of numbers. */
  public Scorecard(Metrics metrics) {
    this(metrics, Optional.empty(), new Curves(List.of(), List.of()), Map.of());
  }

  /** The same with the coverage of intervals. */
  public Scorecard with(Map<Double, Double> other) {
    return new Scorecard(metrics, classes, curves, other);
  }

  /**
   * Curves of a classification.
   *
   * @param scores of the positive class; without one, of each class of not too many; thinned to a
   *     few hundred points each
   * @param reliability of the probability of the positive class, or of the most probable one
   */
  public record Curves(List<ScoreCurve> scores, List<ReliabilityBin> reliability) {
    /** Copies the lists. */
    public Curves {
      scores = List.copyOf(scores);
      reliability = List.copyOf(reliability);
    }
  }

  /**
   * Metrics of the classes; lists have one number per class, in the order of the network's outputs.
   *
   * @param byClass metrics of each class
   * @param support weight of the examples of each class; their number, if there are no weights
   * @param macro means over the classes that occur
   * @param weighted means over all classes, weighted by their support
   * @param topK by k, the share of the examples whose label is one of the k most probable classes;
   *     of equally probable ones the later counts first, as in scikit-learn
   * @param confusion a row per label, a column per predicted class; empty for more than 1000
   *     classes
   */
  public record Classes(
      Map<ClassMetric, List<Double>> byClass,
      List<Double> support,
      Map<ClassMetric, Double> macro,
      Map<ClassMetric, Double> weighted,
      SortedMap<Integer, Double> topK,
      List<List<Double>> confusion) {
    /** A metric of class {@code c}; NaN if classes do not have it. */
    public double of(ClassMetric metric, int c) {
      List<Double> ofEach = byClass.get(metric);
      return ofEach == null ? Double.NaN : ofEach.get(c);
    }
  }

  /** The metrics over all examples by name. */
  public Map<String, Double> byName() {
    return metrics.byName();
  }

  /** The mean loss, as in training; of scaled targets in scaled units. */
  public double loss() {
    return metrics.loss();
  }

  /** Number of examples. */
  public long examples() {
    return metrics.examples();
  }
}
