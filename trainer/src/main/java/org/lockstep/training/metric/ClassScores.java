package org.lockstep.training.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.lockstep.metric.Sums;
import org.lockstep.model.Floats;

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
    private int[] labels;
    private double[] weights;
    private int size;

    /**
     * Creates an empty collector.
     *
     * @param from the first class
     * @param to the class after the last
     * @param examples number of examples of the lane, or fewer
     */
    public Collector(int from, int to, int examples) {
      this.from = from;
      scores = new float[to - from][examples];
      labels = new int[examples];
      weights = new double[examples];
    }

    /** Adds the scores of examples. */
    public void add(EvaluatedBatch batch) {
      for (int j = 0; j < batch.m(); j++) {
        int first = j * batch.n();
        add(c -> batch.outputs()[first + c], batch.label(j), batch.weights()[j]);
      }
    }

    /**
     * Adds an example.
     *
     * @param ofClass the score of each class
     */
    void add(IntToDoubleFunction ofClass, int label, double w) {
      if (size == labels.length) {
        resize(Math.max(16, Math.multiplyExact(2, size)));
      }
      for (int c = 0; c < scores.length; c++) {
        scores[c][size] = (float) ofClass.applyAsDouble(from + c);
      }
      labels[size] = label;
      weights[size++] = w;
    }

    private void resize(int examples) {
      for (int c = 0; c < scores.length; c++) {
        scores[c] = Arrays.copyOf(scores[c], examples);
      }
      labels = Arrays.copyOf(labels, examples);
      weights = Arrays.copyOf(weights, examples);
    }

    /** Computes the distributions of the collected scores. */
    public ClassScores distributions() {
      resize(size);
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

  /**
   * The areas of each of {@code classes} classes; unknown of those out of the range.
   *
   * @param from the first class of the range
   */
  List<Sums.Areas> areas(int classes, int from) {
    List<Sums.Areas> areas = new ArrayList<>(Collections.nCopies(classes, Sums.Areas.UNKNOWN));
    List<Sums.Areas> known = areas();
    for (int i = 0; i < known.size(); i++) {
      areas.set(from + i, known.get(i));
    }
    return areas;
  }

  /** The areas of each class of the range, in order. */
  List<Sums.Areas> areas() {
    return Stream.of(ofClass)
        .map(scores -> new Sums.Areas(scores.rocAuc(), scores.averagePrecision()))
        .toList();
  }

  int byteCount() {
    return Integer.BYTES + Stream.of(ofClass).mapToInt(ScoreDistribution::byteCount).sum();
  }

  void writeTo(ByteBuffer to) {
    to.putInt(ofClass.length);
    for (ScoreDistribution scores : ofClass) {
      scores.writeTo(to);
    }
  }

  static ClassScores readFrom(ByteBuffer from) {
    ScoreDistribution[] ofClass = new ScoreDistribution[Floats.count(from, Integer.BYTES)];
    for (int c = 0; c < ofClass.length; c++) {
      ofClass[c] = ScoreDistribution.readFrom(from);
    }
    return new ClassScores(ofClass);
  }
}
