package org.lockstep.training.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lockstep.metric.ScoreCurve;
import org.lockstep.metric.ThresholdRule;
import org.lockstep.model.Floats;

/**
 * How the scores of one class are distributed over the examples that have it (positives) and those
 * that have not (negatives): the weight of both at each distinct score. Areas under curves follow
 * from it exactly, ties included.
 *
 * <p>Without example weights these are counts, and all sums of them are exact. It takes 20 bytes
 * for each distinct score, of which there are at most as many as examples.
 *
 * <p>Immutable.
 */
public final class ScoreDistribution implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Largest size per example. */
  public static final int BYTES_PER_EXAMPLE = Float.BYTES + 2 * Double.BYTES;

  /** Distinct scores, descending. */
  private final float[] scores;

  private final double[] positives;
  private final double[] negatives;

  private ScoreDistribution(float[] scores, double[] positives, double[] negatives) {
    this.scores = scores;
    this.positives = positives;
    this.negatives = negatives;
  }

  /**
   * Computes the distribution of examples' scores.
   *
   * @param scores one an example; no NaN
   * @param isPositive whether the example is of the class
   * @param weights of the examples
   */
  static ScoreDistribution of(float[] scores, boolean[] isPositive, double[] weights) {
    int n = scores.length;
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = (long) ~sortable(scores[i]) << 32 | i;
    }
    Arrays.sort(order);
    float[] distinct = new float[n];
    double[] positives = new double[n];
    double[] negatives = new double[n];
    int last = -1;
    for (long entry : order) {
      int i = (int) entry;
      if (last < 0 || distinct[last] != scores[i]) {
        last++;
        distinct[last] = scores[i];
      }
      if (isPositive[i]) {
        positives[last] += weights[i];
      } else {
        negatives[last] += weights[i];
      }
    }
    return cut(distinct, positives, negatives, last + 1);
  }

  /** An integer whose order is that of the floats; -0 and 0 are equal. */
  private static int sortable(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private static ScoreDistribution cut(
      float[] scores, double[] positives, double[] negatives, int n) {
    return n == scores.length
        ? new ScoreDistribution(scores, positives, negatives)
        : new ScoreDistribution(
            Arrays.copyOf(scores, n), Arrays.copyOf(positives, n), Arrays.copyOf(negatives, n));
  }

  int byteCount() {
    return Integer.BYTES + scores.length * BYTES_PER_EXAMPLE;
  }

  void writeTo(ByteBuffer to) {
    to.putInt(scores.length);
    for (int i = 0; i < scores.length; i++) {
      to.putFloat(scores[i]).putDouble(positives[i]).putDouble(negatives[i]);
    }
  }

  /**
   * Reads the bytes of {@link #writeTo}.
   *
   * @throws IllegalArgumentException if their number is wrong
   */
  static ScoreDistribution readFrom(ByteBuffer from) {
    int n = Floats.count(from, BYTES_PER_EXAMPLE);
    ScoreDistribution read = new ScoreDistribution(new float[n], new double[n], new double[n]);
    for (int i = 0; i < n; i++) {
      read.scores[i] = from.getFloat();
      read.positives[i] = from.getDouble();
      read.negatives[i] = from.getDouble();
    }
    return read;
  }

  /** Merges the distributions of two sets of examples. */
  ScoreDistribution add(ScoreDistribution other) {
    int most = Math.addExact(scores.length, other.scores.length);
    float[] merged = new float[most];
    double[] p = new double[most];
    double[] q = new double[most];
    int n = 0;
    for (int i = 0, j = 0; i < scores.length || j < other.scores.length; n++) {
      boolean mine =
          j == other.scores.length || (i < scores.length && scores[i] >= other.scores[j]);
      boolean theirs =
          i == scores.length || (j < other.scores.length && other.scores[j] >= scores[i]);
      merged[n] = mine ? scores[i] : other.scores[j];
      p[n] = (mine ? positives[i] : 0) + (theirs ? other.positives[j] : 0);
      q[n] = (mine ? negatives[i] : 0) + (theirs ? other.negatives[j] : 0);
      i += mine ? 1 : 0;
      j += theirs ? 1 : 0;
    }
    return cut(merged, p, q, n);
  }

  /**
   * What thresholds retrieve.
   *
   * @param share a point is left out where recall and fallout differ by less from those before
   */
  ScoreCurve curve(String label, double share) {
    double p = total(positives);
    double q = total(negatives);
    List<ScoreCurve.Point> points = new ArrayList<>();
    double above = 0;
    double below = 0;
    double keptAbove = 0;
    double keptBelow = 0;
    for (int i = 0; i < scores.length; i++) {
      above += positives[i];
      below += negatives[i];
      boolean isNear = above - keptAbove < share * p && below - keptBelow < share * q;
      if (i == 0 || i == scores.length - 1 || !isNear) {
        points.add(new ScoreCurve.Point(scores[i], above, below));
        keptAbove = above;
        keptBelow = below;
      }
    }
    return new ScoreCurve(label, points);
  }

  private static double total(double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    return total;
  }

  /** Weight of all examples. */
  double weight() {
    return total(positives) + total(negatives);
  }

  /** The least score such that the examples whose score is not greater weigh {@code wanted}. */
  float leastAbove(double wanted) {
    double below = 0;
    int i = scores.length;
    while (i > 0 && (i == scores.length || below < wanted)) {
      i--;
      below += positives[i] + negatives[i];
    }
    return scores[i];
  }

  /**
   * The threshold that a rule chooses: a score that occurs, the greatest of those that are equally
   * good; if it is best to retrieve nothing, a number above all scores.
   *
   * @return NaN if there are no positives or no negatives
   */
  float threshold(ThresholdRule rule) {
    double p = total(positives);
    double q = total(negatives);
    if (!(p > 0 && q > 0)) {
      return Float.NaN;
    }
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    double above = 0;
    double below = 0;
    for (int i = 0; i < scores.length; i++) {
      above += positives[i];
      below += negatives[i];
      double gain = rule.gain(above, below, p, q);
      if (gain > most) {
        most = gain;
        best = i;
      }
    }
    return best < 0 || rule.gain(0, 0, p, q) > most ? Math.nextUp(scores[0]) : scores[best];
  }

  /**
   * The area under the receiver operating characteristic: the probability that a positive has a
   * greater score than a negative, ties counted half.
   *
   * <p>Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
   * characteristic (ROC) curve", Radiology 143, 1982.
   *
   * @return NaN if there are no positives or no negatives
   */
  double rocAuc() {
    double above = 0;
    double below = 0;
    double pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      pairs += negatives[i] * (above + positives[i] / 2);
      above += positives[i];
      below += negatives[i];
    }
    return pairs / (above * below);
  }

  /**
   * The area under the precision-recall curve as average precision, {@code Σ (R_i - R_i-1) P_i}
   * over the distinct scores from the greatest down, which does not interpolate.
   *
   * @return 0 if there are no positives
   */
  double averagePrecision() {
    double truePositives = 0;
    double retrieved = 0;
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      truePositives += positives[i];
      retrieved += positives[i] + negatives[i];
      sum += positives[i] == 0 ? 0 : positives[i] * (truePositives / retrieved);
    }
    return truePositives == 0 ? 0 : sum / truePositives;
  }
}
