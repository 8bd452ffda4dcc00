package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.lockstep.training.lane.EvaluatedBatch;

/**
 * The {@link ScoreDistribution}s of a range of classes.
 *
 * <p>Immutable.
 */
public final class ClassScores implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ScoreDistribution[] ofClass;

  private ClassScores(ScoreDistribution[] ofClass) {
    this.ofClass = ofClass;
  }

  /** Collects the scores of a lane's examples. */
  public static final class Collector {
    private final int from;
    private final float[][] scores;
    private final int[] labels;
    private final float[] weights;
    private int size;

    /**
     * Creates an empty collector.
     *
     * @param from the first class
     * @param to the class after the last
     * @param examples number of examples of the lane
     */
    public Collector(int from, int to, int examples) {
      this.from = from;
      scores = new float[to - from][examples];
      labels = new int[examples];
      weights = new float[examples];
    }

    /** Adds the scores of examples. */
    public void add(EvaluatedBatch batch) {
      for (int j = 0; j < batch.m(); j++, size++) {
        for (int c = 0; c < scores.length; c++) {
          scores[c][size] = batch.outputs()[j * batch.n() + from + c];
        }
        labels[size] = batch.label(j);
        weights[size] = batch.weights()[j];
      }
    }

    /** Computes the distributions of the collected scores. */
    public ClassScores distributions() {
      ScoreDistribution[] ofClass = new ScoreDistribution[scores.length];
      boolean[] isPositive = new boolean[labels.length];
      for (int c = 0; c < ofClass.length; c++) {
        for (int i = 0; i < labels.length; i++) {
          isPositive[i] = labels[i] == from + c;
        }
        ofClass[c] = ScoreDistribution.of(scores[c], isPositive, weights);
      }
      return new ClassScores(ofClass);
    }
  }

  /** Merges the distributions of two sets of examples. */
  public ClassScores add(ClassScores other) {
    ScoreDistribution[] sums = new ScoreDistribution[ofClass.length];
    for (int c = 0; c < sums.length; c++) {
      sums[c] = ofClass[c].add(other.ofClass[c]);
    }
    return new ClassScores(sums);
  }

  /** A metric of each class, in order. */
  double[] each(ToDoubleFunction<ScoreDistribution> metric) {
    return Arrays.stream(ofClass).mapToDouble(metric).toArray();
  }
}
