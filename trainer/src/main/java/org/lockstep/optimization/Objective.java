package org.lockstep.optimization;

/** What is minimised, as a function of the parameters. */
@FunctionalInterface
public interface Objective {
  /**
   * Computes the loss and its gradient.
   *
   * @param theta the point θ; not written
   * @return J and ∂J/∂θ at θ, both means over the examples; good until the next call
   */
  Gradient at(float[] theta);
}
