package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the residuals |y - ŷ| of each target are distributed, in scaled units.
 *
 * <p>Immutable.
 */
public final class Residuals implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ScoreDistribution[] ofTarget;
  private final long examples;

  private Residuals(ScoreDistribution[] ofTarget, long examples) {
    this.ofTarget = ofTarget;
    this.examples = examples;
  }

  /** Collects the residuals of a lane's examples. */
  public static final class Collector {
    private final float[][] residuals;
    private final double[] weights;
    private int size;

    /**
     * Creates an empty collector.
     *
     * @param examples number of examples of the lane
     */
    public Collector(int targets, int examples) {
      residuals = new float[targets][examples];
      weights = new double[examples];
    }

    /** Adds examples. */
    public void add(EvaluatedBatch batch) {
      for (int j = 0; j < batch.m(); j++) {
        for (int i = 0; i < residuals.length; i++) {
          int at = j * batch.n() + i;
          residuals[i][size] = Math.abs(batch.targets()[at] - batch.outputs()[at]);
        }
        weights[size++] = batch.weights()[j];
      }
    }

    /** The distributions of the collected residuals. */
    public Residuals distributions() {
      boolean[] all = new boolean[weights.length];
      Arrays.fill(all, true);
      return new Residuals(
          Stream.of(residuals)
              .map(ofOne -> ScoreDistribution.of(ofOne, all, weights))
              .toArray(ScoreDistribution[]::new),
          size);
    }
  }

  /** Merges the distributions of two sets of examples. */
  public Residuals add(Residuals other) {
    ScoreDistribution[] sums = new ScoreDistribution[ofTarget.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = ofTarget[i].add(other.ofTarget[i]);
    }
    return new Residuals(sums, examples + other.examples);
  }

  /**
   * For each target the residuals by which intervals around a prediction cover 1 %, 2 % and so on
   * of other examples of the same kind: of n residuals the ⌈(n + 1) p⌉-th; as many levels as there
   * are, at most 99.
   *
   * <p>Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, "Distribution-Free Predictive
   * Inference for Regression", Journal of the American Statistical Association 113, 2018, algorithm
   * 2. With weights an example more has the mean weight.
   */
  public List<List<Double>> percentiles() {
    return Stream.of(ofTarget).map(this::percentiles).toList();
  }

  private List<Double> percentiles(ScoreDistribution residuals) {
    double weight = residuals.weight();
    double withOneMore = weight + weight / examples;
    List<Double> percentiles = new ArrayList<>();
    for (int percent = 1; percent < 100; percent++) {
      double wanted = withOneMore * percent / 100;
      // (n + 1) p may be a whole number that its rounded product is not
      double covered = wanted - 1e-9 * withOneMore;
      if (covered > weight) {
        break;
      }
      percentiles.add((double) residuals.leastAbove(covered));
    }
    return percentiles;
  }
}
