package org.lockstep.optimization;

/**
 * A rule that takes one step down from where the parameters are.
 *
 * <p>Implementations are immutable settings, checked once: their constructors throw an {@link
 * org.lockstep.OutOfBoundsException}. What a rule remembers between steps is an {@link
 * OptimizerState} of the caller's.
 */
public interface Optimizer {
  /** Its name in settings and manifests. */
  String settingsName();

  /** The learning rate η where the settings name none. */
  double defaultLearningRate();

  /** How many vectors it remembers. */
  int vectorCount();

  /** How many numbers it remembers. */
  default int numberCount() {
    return 0;
  }

  /** Whether every step needs the gradient over all examples. */
  default boolean isFullBatch() {
    return false;
  }

  /**
   * Takes one step, in place.
   *
   * @param theta the parameters θ
   * @param objective what to minimise
   * @param state what was remembered; updated in place
   * @return the loss before the step
   */
  double step(float[] theta, Objective objective, OptimizerState state, StepContext step);
}
