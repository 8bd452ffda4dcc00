package org.lockstep.optimization.optimizer;

import java.util.List;
import org.lockstep.optimization.vector.ParameterGroup;

/**
 * Inputs of an optimizer step other than the parameters and the gradient.
 *
 * @param t number of the step, from 1
 * @param eta learning rate η of this step
 * @param decay what weight decay is multiplied by in this step
 * @param groups the trained parameters; frozen ones are left out
 */
public record StepContext(long t, double eta, double decay, List<ParameterGroup> groups) {
  /** η of a group. */
  double eta(ParameterGroup group) {
    return eta * group.factor();
  }

  /**
   * {@code 1 - βᵗ}: the bias of a running mean with decay β that started at 0, by which it is
   * divided to correct it.
   */
  double biasCorrection(double beta) {
    return 1 - StrictMath.pow(beta, (double) t);
  }
}
