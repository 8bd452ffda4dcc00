package org.lockstep.jobs.tune;

import java.util.List;
import org.lockstep.Bounds;

/**
 * Ends a trial whose best merit is less than the median of the merits that earlier trials had after
 * as many epochs.
 *
 * <p>Source: Golovin, Solnik, Moitra, Kochanski, Karro and Sculley, "Google Vizier: A Service for
 * Black-Box Optimization", KDD 2017, the median stopping rule.
 *
 * @param minEpochs epochs of every trial; 1 or more
 */
record MedianPruning(int minEpochs) {
  /** With fewer trials the median says little. */
  static final int LEAST_TRIALS = 5;

  /** Checks the number. */
  MedianPruning {
    Bounds.atLeast(1, "prune-min-epochs", minEpochs);
  }

  /**
   * Whether a trial ends after the last of its epochs.
   *
   * @param merits of the trial after each of its epochs; greater is better, negative infinity for
   *     none
   * @param earlier the merits of earlier trials after each of their epochs
   */
  boolean ends(List<Double> merits, List<List<Double>> earlier) {
    int epoch = merits.size();
    if (epoch < minEpochs) {
      return false;
    }
    double[] others =
        earlier.stream()
            .filter(its -> its.size() >= epoch)
            .mapToDouble(its -> its.get(epoch - 1))
            .sorted()
            .toArray();
    if (others.length < LEAST_TRIALS) {
      return false;
    }
    int half = others.length / 2;
    // Of an even number the lower one: the mean of an infinite merit and another says nothing
    double median = others[others.length % 2 == 1 ? half : half - 1];
    double best = merits.stream().mapToDouble(m -> m).max().orElse(Double.NEGATIVE_INFINITY);
    return best < median;
  }
}
