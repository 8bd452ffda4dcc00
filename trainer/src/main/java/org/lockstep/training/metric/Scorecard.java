package org.lockstep.training.metric;

import java.util.List;
import java.util.SortedMap;

/** How well a model does on a table, in full; see the package for what is not defined. */
public sealed interface Scorecard {
  /** The mean loss, as in training: for scaled targets, in scaled units. */
  double loss();

  /** Number of examples. */
  long examples();

  /**
   * For classes; lists have one number a class, in the order of the network's outputs.
   *
   * @param accuracy share of the examples whose most probable class, the first of equals, is their
   *     label
   * @param topK by k, the share of the examples whose label is one of the k most probable classes;
   *     of equally probable ones the later counts first, as in scikit-learn
   * @param logLoss the mean of -ln of the label's probability, which is taken to be 2⁻⁵² at least
   * @param brier the mean of the squared errors of the probabilities, summed over the classes; of
   *     two classes, of the second alone
   * @param rocAuc of each class against the rest, NaN where it is not defined
   * @param prAuc of each class against the rest, as average precision
   * @param meanRocAuc of two classes, that of the second; of more, the macro mean
   * @param meanPrAuc the same
   * @param precision of the answers that name the class, the share that is right
   * @param recall of the examples of the class, the share that is found
   * @param f1 their harmonic mean
   * @param support weight of the examples of the class; their number, if there are no weights
   * @param macro means over the classes that occur
   * @param weighted means over the classes, weighted by their support
   * @param confusion a row a label, a column an answer; empty for more than 1000 classes
   */
  record Classes(
      double loss,
      long examples,
      double accuracy,
      SortedMap<Integer, Double> topK,
      double logLoss,
      double brier,
      List<Double> rocAuc,
      List<Double> prAuc,
      double meanRocAuc,
      double meanPrAuc,
      List<Double> precision,
      List<Double> recall,
      List<Double> f1,
      List<Double> support,
      Mean macro,
      Mean weighted,
      List<List<Double>> confusion)
      implements Scorecard {}

  /** Means over classes. */
  record Mean(double precision, double recall, double f1) {}

  /**
   * For numbers, in the units of the data.
   *
   * @param rmse root of the mean squared error, over all targets
   * @param mae mean absolute error, over all targets
   * @param r2 {@code 1 - Σ(y - ŷ)² / Σ(y - ȳ)²}, the mean over the targets
   * @param explainedVariance {@code 1 - Var(y - ŷ) / Var(y)}, the mean over the targets
   */
  record Numbers(
      double loss, long examples, double rmse, double mae, double r2, double explainedVariance)
      implements Scorecard {}
}
