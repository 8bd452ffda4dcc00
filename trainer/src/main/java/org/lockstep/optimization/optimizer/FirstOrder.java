package org.lockstep.optimization.optimizer;

import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.Objective;

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
    update(theta, gradient.values(), state, step);
    return gradient.loss();
  }

  /**
   * Moves θ by one step.
   *
   * @param theta the parameters θ, updated in place
   * @param g ∂J/∂θ, of the same length; not written
   * @param state updated in place
   */
  void update(float[] theta, float[] g, OptimizerState state, StepContext step);
}
