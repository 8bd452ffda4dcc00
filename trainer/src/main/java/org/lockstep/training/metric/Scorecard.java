package org.lockstep.training.metric;

import java.util.List;
import java.util.SortedMap;

/** All metrics of a model on a table; see the package for values where one is not defined. */
public sealed interface Scorecard {
  /** The mean loss, as in training; of scaled targets in scaled units. */
  double loss();

  /** Number of examples. */
  long examples();

  /**
   * Metrics of a classification; lists have one number per class, in the order of the network's
   * outputs.
   *
   * @param summary metrics over all examples
   * @param rocAuc areas under the ROC curves of each class against the rest; NaN where undefined
   * @param prAuc areas under the precision-recall curves of each class against the rest, as average
   *     precision
   * @param byClass metrics of each class
   * @param means of precision, recall and F1 over the classes
   * @param confusion a row per label, a column per predicted class; empty for more than 1000
   *     classes
   */
  record Classes(
      Summary summary,
      Areas rocAuc,
      Areas prAuc,
      ByClass byClass,
      Means means,
      List<List<Double>> confusion)
      implements Scorecard {
    @Override
    public double loss() {
      return summary.loss();
    }

    @Override
    public long examples() {
      return summary.examples();
    }
  }

  /**
   * Metrics over all examples of a classification.
   *
   * @param loss the mean loss, as in training
   * @param examples number of examples
   * @param accuracy share of the examples whose most probable class, the first of equals, is their
   *     label
   * @param topK by k, the share of the examples whose label is one of the k most probable classes;
   *     of equally probable ones the later counts first, as in scikit-learn
   * @param logLoss the mean of -ln of the label's probability, which is taken to be 2⁻⁵² at least
   * @param brier the mean of the squared errors of the probabilities, summed over the classes; of
   *     two classes, of the second alone
   */
  record Summary(
      double loss,
      long examples,
      double accuracy,
      SortedMap<Integer, Double> topK,
      double logLoss,
      double brier) {}

  /**
   * Areas under a kind of curve.
   *
   * @param byClass of each class against the rest
   * @param mean of two classes, the area of the second; of more, the macro mean
   */
  record Areas(List<Double> byClass, double mean) {}

  /**
   * Metrics of each class.
   *
   * @param precision the share of the predictions of the class that are correct
   * @param recall the share of the examples of the class that are predicted as it
   * @param f1 the harmonic mean of both
   * @param support weight of the examples of the class; their number, if there are no weights
   */
  record ByClass(
      List<Double> precision, List<Double> recall, List<Double> f1, List<Double> support) {}

  /**
   * Means over classes.
   *
   * @param macro over the classes that occur
   * @param weighted over all classes, weighted by their support
   */
  record Means(Mean macro, Mean weighted) {}

  /** Mean precision, recall and F1. */
  record Mean(double precision, double recall, double f1) {}

  /**
   * Metrics of a regression, in the units of the data.
   *
   * @param loss the mean loss, as in training
   * @param examples number of examples
   * @param rmse root of the mean squared error, over all targets
   * @param mae mean absolute error, over all targets
   * @param r2 {@code 1 - Σ(y - ŷ)² / Σ(y - ȳ)²}, the mean over the targets
   * @param explainedVariance {@code 1 - Var(y - ŷ) / Var(y)}, the mean over the targets
   */
  record Numbers(
      double loss, long examples, double rmse, double mae, double r2, double explainedVariance)
      implements Scorecard {}
}
