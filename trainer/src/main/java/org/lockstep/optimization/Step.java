package org.lockstep.optimization;

import java.util.List;

/**
 * What an optimizer is told of a step besides the gradient.
 *
 * @param t the number of the step, from 1
 * @param eta the learning rate η of this step
 * @param layers those that are trained
 */
public record Step(long t, double eta, List<LayerRange> layers) {
  /**
   * {@code 1 - βᵗ}: the weight that a running mean, which began at 0, has given to what it has
   * seen.
   */
  double correction(double beta) {
    return 1 - StrictMath.pow(beta, (double) t);
  }
}
