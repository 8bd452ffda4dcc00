package org.lockstep.jobs.tune;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.Bounds;

/**
 * Successive halving: all trials train a few epochs; the best fraction continues to {@code factor}
 * times as many epochs, the best of those again, and so on to the end.
 *
 * <p>Source: Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
 * Optimization", AISTATS 2016.
 *
 * @param minEpochs epochs of every trial; 1 or more
 * @param factor one trial in {@code factor} continues, to {@code factor} times the epochs; 2 or
 *     more
 */
public record Halving(int minEpochs, int factor) {
  /** Checks the numbers. */
  public Halving {
    Bounds.atLeast(1, "min-epochs", minEpochs);
    Bounds.atLeast(2, "factor", factor);
  }

  /**
   * The epochs after which all trials pause and are compared.
   *
   * @param epochs of a complete trial; not part of the result
   */
  public List<Integer> pauses(int epochs) {
    List<Integer> pauses = new ArrayList<>();
    for (long pause = minEpochs; pause < epochs; pause *= factor) {
      pauses.add((int) pause);
    }
    return pauses;
  }

  /** The number of trials that continue. */
  public int survivors(int trials) {
    return Math.max(1, trials / factor);
  }
}
