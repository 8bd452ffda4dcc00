package org.lockstep.training.metric;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Decision;

/**
 * Weighted sums over the examples of a classification, for all that {@code evaluate} tells but the
 * areas under curves, for which see {@link ScoreDistribution}.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class ClassSum implements Serializable {
  private static final long serialVersionUID = 1L;

  /** With more classes, the confusion matrix would need too much memory. */
  static final int MOST_CLASSES_CONFUSED = 1000;

  final int classes;
  private final Decision decision;
  long examples;
  double weight;
  double loss;
  final ClassCounts counts;

  /** Weight of the examples whose label has r classes before it in the order of their scores. */
  final double[] rank;

  /** Row by row: label by predicted class; null if there are too many classes. */
  final double @Nullable [] confusion;

  /**
   * The sum of no examples.
   *
   * @param decision which class is predicted
   */
  public ClassSum(int classes, Decision decision) {
    this.classes = classes;
    this.decision = decision;
    counts = new ClassCounts(classes);
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
    weight += w;
    int prediction = counts.add(scores, from, label, w, decision);
    if (confusion != null) {
      confusion[label * classes + prediction] += w;
    }

    // among equal scores the later class stands first, as in scikit-learn's top_k_accuracy_score
    float own = scores[from + label];
    int before = 0;
    for (int c = 0; c < classes; c++) {
      float score = scores[from + c];
      before += score > own || (score == own && c > label) ? 1 : 0;
    }
    rank[before] += w;
  }

  /** Adds another sum to this one, and returns this one. */
  public ClassSum add(ClassSum other) {
    examples += other.examples;
    weight += other.weight;
    loss += other.loss;
    counts.add(other.counts);
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
