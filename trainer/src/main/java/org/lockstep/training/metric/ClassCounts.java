package org.lockstep.training.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.lockstep.encoding.Decision;
import org.lockstep.metric.ReliabilityBin;
import org.lockstep.metric.Sums;
import org.lockstep.model.Floats;

/**
 * Weighted sums over the examples of a classification, for its metrics but the areas under curves.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
final class ClassCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The least probability in a logarithm: the spacing of the doubles at 1. */
  private static final double LEAST_PROBABILITY = Math.ulp(1.0);

  private double logLoss;
  private double brier;

  /**
   * For each class: weight of its examples, of the predictions of the class, and of the correct
   * ones among these.
   */
  private final double[] support;

  private final double[] predicted;
  private final double[] correct;

  /** For each bin: weight, Σ w p, and the weight of those that are of the class. */
  private final double[][] reliability = new double[ReliabilityBin.COUNT][3];

  ClassCounts(int classes) {
    support = new double[classes];
    predicted = new double[classes];
    correct = new double[classes];
  }

  int classes() {
    return support.length;
  }

  /**
   * Adds an example, whose scores begin at element {@code from}.
   *
   * @return the class that is predicted
   */
  int add(float[] scores, int from, int label, double w, Decision decision) {
    int prediction = decision.predicted(scores, from, classes());
    add(label, prediction, w);
    addProbabilities(c -> scores[from + c], decision.positive(), label, w);
    return prediction;
  }

  /** Adds an example by its label and the class that is predicted. */
  void add(int label, int prediction, double w) {
    support[label] += w;
    predicted[prediction] += w;
    if (prediction == label) {
      correct[label] += w;
    }
  }

  /**
   * Adds what the probabilities of the classes tell of an example.
   *
   * @param positive the class whose probability's reliability is computed; -1 for the most probable
   *     one
   */
  void addProbabilities(IntToDoubleFunction scores, int positive, int label, double w) {
    int classes = classes();
    int told = positive < 0 ? mostProbable(scores) : positive;
    double p = scores.applyAsDouble(told);
    double[] bin = reliability[ReliabilityBin.of(p)];
    bin[0] += w;
    bin[1] += w * p;
    bin[2] += told == label ? w : 0;
    double squares = 0;
    double total = 0;
    for (int c = 0; c < classes; c++) {
      double score = scores.applyAsDouble(c);
      double error = (c == label ? 1 : 0) - score;
      squares += error * error;
      total += clip(score);
    }
    if (classes == 2) { // like scikit-learn: only one of the two equal errors
      double error = (label == 1 ? 1 : 0) - scores.applyAsDouble(1);
      squares = error * error;
    }
    brier += w * squares;
    logLoss -= w * StrictMath.log(clip(scores.applyAsDouble(label)) / total);
  }

  private int mostProbable(IntToDoubleFunction scores) {
    int best = 0;
    for (int c = 1; c < classes(); c++) {
      best = scores.applyAsDouble(c) > scores.applyAsDouble(best) ? c : best;
    }
    return best;
  }

  private static double clip(double probability) {
    return Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, probability));
  }

  /** Adds examples. */
  void add(EvaluatedBatch batch, Decision decision) {
    for (int j = 0; j < batch.m(); j++) {
      add(batch.outputs(), j * classes(), batch.label(j), batch.weights()[j], decision);
    }
  }

  /** Adds other sums to these. */
  void add(ClassCounts other) {
    logLoss += other.logLoss;
    brier += other.brier;
    for (int c = 0; c < support.length; c++) {
      support[c] += other.support[c];
      predicted[c] += other.predicted[c];
      correct[c] += other.correct[c];
    }
    for (int b = 0; b < reliability.length; b++) {
      for (int i = 0; i < reliability[b].length; i++) {
        reliability[b][i] += other.reliability[b][i];
      }
    }
  }

  /** Σ w of the correct predictions. */
  double correct() {
    double total = 0;
    for (double ofClass : correct) {
      total += ofClass;
    }
    return total;
  }

  Sums.Classes sums(OptionalInt positive, List<Sums.Areas> areas) {
    List<Sums.Count> counts = new ArrayList<>();
    for (int c = 0; c < support.length; c++) {
      counts.add(new Sums.Count(support[c], predicted[c], correct[c]));
    }
    List<ReliabilityBin> bins =
        Stream.of(reliability).map(bin -> new ReliabilityBin(bin[0], bin[1], bin[2])).toList();
    return new Sums.Classes(logLoss, brier, counts, positive, areas, bins);
  }

  int byteCount() {
    return 2 * Double.BYTES + Integer.BYTES + 3 * (classes() + ReliabilityBin.COUNT) * Double.BYTES;
  }

  void writeTo(ByteBuffer to) {
    to.putDouble(logLoss).putDouble(brier).putInt(classes());
    for (int c = 0; c < support.length; c++) {
      to.putDouble(support[c]).putDouble(predicted[c]).putDouble(correct[c]);
    }
    for (double[] bin : reliability) {
      to.putDouble(bin[0]).putDouble(bin[1]).putDouble(bin[2]);
    }
  }

  static ClassCounts readFrom(ByteBuffer from) {
    double logLoss = from.getDouble();
    double brier = from.getDouble();
    ClassCounts counts = new ClassCounts(Floats.count(from, 3 * Double.BYTES));
    counts.logLoss = logLoss;
    counts.brier = brier;
    for (int c = 0; c < counts.support.length; c++) {
      counts.support[c] = from.getDouble();
      counts.predicted[c] = from.getDouble();
      counts.correct[c] = from.getDouble();
    }
    for (double[] bin : counts.reliability) {
      for (int i = 0; i < bin.length; i++) {
        bin[i] = from.getDouble();
      }
    }
    return counts;
  }
}
