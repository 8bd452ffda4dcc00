package org.lockstep.optimization;

import java.util.List;

/**
 * What an optimizer is told of a step besides the gradient.
 *
 * @param t the number of the step, from 1
 * @param eta the learning rate η of this step
 * @param layers those that are trained
 * @param ranges who does its element-wise work
 */
public record Step(long t, double eta, List<LayerRange> layers, Ranges ranges) {
  /** A step that the caller takes alone. */
  public Step(long t, double eta, List<LayerRange> layers) {
    this(t, eta, layers, Ranges.WHOLE);
  }

  /**
   * {@code 1 - βᵗ}: the weight that a running mean, which began at 0, has given to what it has
   * seen.
   */
  double correction(double beta) {
    return 1 - StrictMath.pow(beta, (double) t);
  }

  /** Does element-wise work on a vector of that length. */
  void over(int length, Ranges.Work work) {
    ranges.over(length, work);
  }
}
