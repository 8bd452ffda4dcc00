package org.lockstep.optimization.optimizer;

import java.util.List;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.Objective;
import org.lockstep.optimization.vector.ParameterGroup;

/**
 * An optimizer that needs one gradient per step, at θ: all but L-BFGS.
 *
 * <p>Each is one or two element-wise loops without branches, which the JIT turns into vector
 * instructions. Coefficients that are the same for all elements are computed in double precision.
 */
public interface FirstOrder extends Optimizer {
  @Override
  default double step(float[] theta, Objective objective, OptimizerState state, StepContext step) {
    Gradient gradient = objective.at(theta);
    begin(state, step);
    for (ParameterGroup group : step.groups()) {
      for (ParameterGroup part : leavesZeros() ? gradient.nonZero(group) : List.of(group)) {
        update(theta, gradient.values(), state, step, part);
      }
    }
    return gradient.loss();
  }

  /**
   * Whether a step leaves each parameter, and its state, as it is where the gradient is 0: then
   * only the weights of those sparse inputs are moved that occur in the mini-batch.
   */
  default boolean leavesZeros() {
    return false;
  }

  /** Updates the numbers of the state, once a step. */
  default void begin(OptimizerState state, StepContext step) {}

  /**
   * Moves a group of the parameters by one step.
   *
   * @param theta the parameters θ, of which the group is updated in place
   * @param g ∂J/∂θ, of the same length; not written
   * @param state its vectors are updated in place, at the group
   */
  void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group);
}
