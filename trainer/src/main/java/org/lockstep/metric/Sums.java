package org.lockstep.metric;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Weighted sums over a set of examples, from which every {@link ValidationMetric} follows.
 *
 * @param examples their number
 * @param weight Σ w
 * @param loss Σ w J
 * @param correct Σ w of the examples whose most probable class is their label; 0 for numbers
 * @param outputs one for each target; empty for classes
 * @param classes what only some metrics of classes need; empty if none of them is computed
 */
public record Sums(
    long examples,
    double weight,
    double loss,
    double correct,
    List<Output> outputs,
    Optional<Classes> classes) {
  /** Copies the list. */
  public Sums {
    outputs = List.copyOf(outputs);
  }

  /** The mean over the classes that occur among labels or predictions; NaN if none does. */
  public double macro(ToDoubleFunction<Count> ofOne) {
    return mean(Count::occurs, ofOne);
  }

  /** The mean over all classes, weighted by their examples. */
  public double weighted(ToDoubleFunction<Count> ofOne) {
    double total = 0;
    for (Count count : ofClasses().counts()) {
      total += count.support() * ofOne.applyAsDouble(count);
    }
    return total / weight;
  }

  /** The mean over some classes; NaN if there are none. */
  double mean(Predicate<Count> some, ToDoubleFunction<Count> ofOne) {
    return ofClasses().counts().stream()
        .filter(some)
        .mapToDouble(ofOne)
        .average()
        .orElse(Double.NaN);
  }

  /** The sums of a classification, which must be there. */
  Classes ofClasses() {
    return classes.orElseThrow();
  }

  /**
   * Sums of one target y and its predictions ŷ, in the scaled units that the network sees.
   *
   * @param squaredError {@code Σ w (y - ŷ)²}
   * @param spread {@code Σ w (y - ȳ)²}; NaN if the target is constant
   * @param unit what the target was divided by, in the units of the data
   * @param errors what only some metrics need; empty if none of them is computed
   */
  public record Output(double squaredError, double spread, double unit, Optional<Errors> errors) {}

  /**
   * Sums of the errors of one target.
   *
   * @param absolute {@code Σ w |y - ŷ|}, in scaled units
   * @param relative {@code Σ w |y - ŷ| / max(|y|, 2⁻⁵²)}, of y and ŷ in the units of the data
   * @param squaredLog {@code Σ w (ln(1 + y) - ln(1 + max(ŷ, 0)))²}, of y and ŷ in the units of the
   *     data; NaN if a target is below 0
   * @param spread {@code Σ w (e - ē)²} of the errors e = y - ŷ, in scaled units
   */
  public record Errors(double absolute, double relative, double squaredLog, double spread) {}

  /**
   * Sums of a classification.
   *
   * @param logLoss Σ -w ln p of the label's probability p
   * @param brier Σ w of the squared errors of the probabilities
   * @param counts one for each class
   * @param positive the class that the metrics of one class are of; empty if there is none
   * @param areas one for each class; empty if no area is computed
   * @param reliability of the probability of the positive class; without one, of the most probable
   *     class
   */
  public record Classes(
      double logLoss,
      double brier,
      List<Count> counts,
      OptionalInt positive,
      List<Areas> areas,
      List<ReliabilityBin> reliability) {
    /** Copies the lists. */
    public Classes {
      reliability = List.copyOf(reliability);
      counts = List.copyOf(counts);
      areas = List.copyOf(areas);
    }
  }

  /**
   * Weights of the examples of one class.
   *
   * @param support of the examples that have it
   * @param predicted of those that are predicted as it
   * @param correct of those that have it and are predicted as it
   */
  public record Count(double support, double predicted, double correct) {
    /** The share of the predictions of the class that are correct; 0 if there are none. */
    public double precision() {
      return ratio(correct, predicted);
    }

    /** The share of the examples of the class that are predicted as it; 0 if there are none. */
    public double recall() {
      return ratio(correct, support);
    }

    /** The harmonic mean of precision and recall; 0 if both are. */
    public double f1() {
      return ratio(2 * correct, predicted + support);
    }

    /** Whether the class occurs among the labels or the predictions. */
    public boolean occurs() {
      return support > 0 || predicted > 0;
    }

    private static double ratio(double part, double whole) {
      return whole == 0 ? 0 : part / whole;
    }
  }

  /**
   * Areas under the curves of the scores of one class against the rest; both NaN if they were not
   * computed for it.
   *
   * @param roc under the receiver operating characteristic
   * @param pr the average precision
   */
  public record Areas(double roc, double pr) {
    /** Of a class whose scores were not collected. */
    public static final Areas UNKNOWN = new Areas(Double.NaN, Double.NaN);
  }
}
