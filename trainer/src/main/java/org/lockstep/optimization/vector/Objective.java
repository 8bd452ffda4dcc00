package org.lockstep.optimization.vector;

/** The function to minimise. */
@FunctionalInterface
public interface Objective {
  /**
   * Computes the loss and its gradient.
   *
   * @param theta the point θ; not written
   * @return J and ∂J/∂θ at θ, both means over the examples; valid until the next call
   */
  Gradient at(float[] theta);
}
