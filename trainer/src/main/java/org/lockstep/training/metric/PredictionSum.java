package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.LinearScale;
import org.lockstep.metric.Sums;
import org.lockstep.metric.ValidationMetric;

/**
 * Sums over predictions that lie beside their labels, whatever made them, for one metric.
 *
 * <p>Mutable: {@link #add(PredictionSum)} adds in place.
 */
public final class PredictionSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final @Nullable ClassCounts counts;
  private final int firstScored;
  private final int positive;
  private final transient ClassScores.@Nullable Collector collector;
  private @Nullable ClassScores scores;
  private final @Nullable NumberSum numbers;
  private long examples;
  private double weight;

  private PredictionSum(int classes, int firstScored, int scored, OptionalInt positive) {
    counts = new ClassCounts(classes);
    this.positive = positive.orElse(-1);
    this.firstScored = firstScored;
    collector =
        scored == 0 ? null : new ClassScores.Collector(firstScored, firstScored + scored, 0);
    numbers = null;
  }

  private PredictionSum(int targets) {
    counts = null;
    positive = -1;
    firstScored = 0;
    collector = null;
    numbers =
        new NumberSum(
            new LinearScale(Collections.nCopies(targets, 0.0), Collections.nCopies(targets, 1.0)));
  }

  /**
   * The sum of no predictions of classes.
   *
   * @param positive the class that the metrics of one class are of; empty if there is none
   */
  public static PredictionSum ofClasses(
      ValidationMetric metric, int classes, OptionalInt positive) {
    if (metric.cost() != ValidationMetric.Cost.SCORES) {
      return new PredictionSum(classes, 0, 0, positive);
    }
    return positive.isPresent()
        ? new PredictionSum(classes, positive.getAsInt(), 1, positive)
        : new PredictionSum(classes, 0, classes, positive);
  }

  /** The sum of no predictions of numbers, {@code targets} a row. */
  public static PredictionSum ofNumbers(int targets) {
    return new PredictionSum(targets);
  }

  /** Adds a row by its label and the class that is predicted. */
  public void addClass(int label, int prediction, double w) {
    examples++;
    weight += w;
    of(counts).add(label, prediction, w);
  }

  /**
   * Adds a row by its label and the scores of the classes, which are probabilities where the metric
   * is of these. An area is that of the scores in single precision.
   */
  public void addScores(int label, double[] ofClass, double w) {
    examples++;
    weight += w;
    of(counts).addProbabilities(c -> ofClass[c], positive, label, w);
    if (collector != null) {
      collector.add(c -> ofClass[c], label, w);
    }
  }

  /** Adds a row with its targets and their predictions. */
  public void addNumbers(double[] y, double[] predictions, double w) {
    of(numbers).add(y, predictions, w);
  }

  /** These sums, to which no row is added any more, to be sent and added. */
  public PredictionSum finished() {
    if (collector != null) {
      scores = collector.distributions();
    }
    return this;
  }

  /** Adds other finished sums of the same metric to these, and returns these. */
  public PredictionSum add(PredictionSum other) {
    examples += other.examples;
    weight += other.weight;
    if (counts != null) {
      counts.add(of(other.counts));
    }
    if (scores != null) {
      scores = scores.add(of(other.scores));
    }
    if (numbers != null) {
      numbers.add(of(other.numbers));
    }
    return this;
  }

  /** The metric of all rows that were added. */
  public double value(ValidationMetric metric, OptionalInt positive) {
    if (numbers != null) {
      return numbers.scorecard().metrics().value(metric);
    }
    ClassCounts classes = of(counts);
    List<Sums.Areas> areas =
        scores == null ? List.of() : scores.areas(classes.classes(), firstScored);
    return metric.of(
        new Sums(
            examples,
            weight,
            Double.NaN,
            classes.correct(),
            List.of(),
            Optional.of(classes.sums(positive, areas))));
  }

  private static <T> T of(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the sums are of another task or metric");
    }
    return part;
  }
}
