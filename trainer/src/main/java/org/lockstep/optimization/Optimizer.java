package org.lockstep.optimization;

/**
 * A rule that turns a gradient into a step of the parameters.
 *
 * <p>Implementations are immutable settings. What a rule remembers between steps (a velocity, a
 * running mean) are {@link #stateCount} vectors as long as the parameters, owned by the caller, all
 * zero before the first step: so a checkpoint can save them as they are.
 */
public interface Optimizer {
  /** Its name in settings and manifests. */
  String settingsName();

  /** The learning rate η of the first step. */
  double learningRate();

  /** How many state vectors the rule keeps. */
  int stateCount();

  /**
   * Takes one step, in place.
   *
   * @param theta the parameters θ
   * @param gradient ∂J/∂θ, averaged over the mini-batch; of the same length
   * @param state {@link #stateCount} vectors of the same length, updated in place
   * @param iteration the number of steps taken before, from 0
   */
  void step(float[] theta, float[] gradient, float[][] state, long iteration);
}
