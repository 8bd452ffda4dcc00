package org.lockstep.optimization.optimizer;

import java.io.Serializable;
import org.lockstep.optimization.vector.Objective;

/**
 * Updates the parameters to decrease the loss, one step at a time.
 *
 * <p>Implementations are immutable records of hyperparameters, whose constructors throw an {@link
 * org.lockstep.OutOfBoundsException}. State between steps is in an {@link OptimizerState}, which
 * the caller holds.
 */
public interface Optimizer extends Serializable {
  /** The name in settings and manifests. */
  String settingsName();

  /** The learning rate η if the settings have none. */
  double defaultLearningRate();

  /** Number of state vectors. */
  int vectorCount();

  /** Number of state numbers. */
  default int numberCount() {
    return 0;
  }

  /** Whether every step needs the gradient over all examples. */
  default boolean isFullBatch() {
    return false;
  }

  /**
   * Does one step, in place.
   *
   * @param theta the parameters θ
   * @param objective the function to minimise
   * @param state updated in place
   * @return the loss before the step
   */
  double step(float[] theta, Objective objective, OptimizerState state, StepContext step);
}
