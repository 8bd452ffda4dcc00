package org.lockstep.training.metric;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.training.lane.EvaluatedBatch;

/**
 * Weighted sums over the examples of a classification, for all its metrics but the areas under
 * curves, for which see {@link ScoreDistribution}.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class ClassSum implements Serializable {
  private static final long serialVersionUID = 1L;

  /** With more classes, the confusion matrix would need too much memory. */
  static final int MOST_CLASSES_CONFUSED = 1000;

  /** The least probability in a logarithm: the spacing of the doubles at 1. */
  private static final double LEAST_PROBABILITY = Math.ulp(1.0);

  final int classes;
  long examples;
  double weight;
  double loss;
  double logLoss;
  double brier;

  /**
   * For each class: weight of its examples, of the predictions of the class, and of the correct
   * ones among these.
   */
  final double[] support;

  final double[] predicted;
  final double[] correct;

  /** Weight of the examples whose label has r classes before it in the order of their scores. */
  final double[] rank;

  /** Row by row: label by predicted class; null if there are too many classes. */
  final double @Nullable [] confusion;

  /** The sum of no examples. */
  public ClassSum(int classes) {
    this.classes = classes;
    support = new double[classes];
    predicted = new double[classes];
    correct = new double[classes];
    rank = new double[classes];
    confusion = classes <= MOST_CLASSES_CONFUSED ? new double[classes * classes] : null;
  }

  /** Adds examples. */
  public void add(EvaluatedBatch batch) {
    loss += batch.loss();
    examples += batch.m();
    for (int j = 0; j < batch.m(); j++) {
      add(batch.outputs(), j * classes, batch.label(j), batch.weights()[j]);
    }
  }

  private void add(float[] scores, int from, int label, double w) {
    int prediction = TargetEncoding.Classes.mostProbable(scores, from, classes);
    weight += w;
    support[label] += w;
    predicted[prediction] += w;
    if (prediction == label) {
      correct[label] += w;
    }
    if (confusion != null) {
      confusion[label * classes + prediction] += w;
    }

    // among equal scores the later class stands first, as in scikit-learn's top_k_accuracy_score
    float own = scores[from + label];
    int before = 0;
    double squares = 0;
    double total = 0;
    for (int c = 0; c < classes; c++) {
      float score = scores[from + c];
      before += score > own || (score == own && c > label) ? 1 : 0;
      double error = (c == label ? 1 : 0) - (double) score;
      squares += error * error;
      total += clip(score);
    }
    rank[before] += w;

    if (classes == 2) { // like scikit-learn: only one of the two equal errors
      double error = (label == 1 ? 1 : 0) - (double) scores[from + 1];
      squares = error * error;
    }
    brier += w * squares;
    logLoss -= w * StrictMath.log(clip(own) / total);
  }

  private static double clip(double probability) {
    return Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, probability));
  }

  /** Adds another sum to this one, and returns this one. */
  public ClassSum add(ClassSum other) {
    examples += other.examples;
    weight += other.weight;
    loss += other.loss;
    logLoss += other.logLoss;
    brier += other.brier;
    plus(support, other.support);
    plus(predicted, other.predicted);
    plus(correct, other.correct);
    plus(rank, other.rank);
    if (confusion != null && other.confusion != null) {
      plus(confusion, other.confusion);
    }
    return this;
  }

  private static void plus(double[] to, double[] terms) {
    for (int i = 0; i < to.length; i++) {
      to[i] += terms[i];
    }
  }
}
