package org.lockstep.optimization.optimizer;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Type;

/**
 * Plain gradient descent.
 *
 * <pre>
 *   θ ← θ - η g
 * </pre>
 *
 * <p>Source: Robbins and Monro, "A stochastic approximation method", Annals of Mathematical
 * Statistics 22, 1951.
 */
public record Sgd() implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE = Type.of("sgd", b -> new Sgd());

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double defaultLearningRate() {
    return 0.1;
  }

  @Override
  public int vectorCount() {
    return 0;
  }

  @Override
  public boolean leavesZeros() {
    return true;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    float eta = (float) step.eta(group);
    for (int i = group.from(); i < group.to(); i++) {
      theta[i] -= eta * g[i];
    }
  }
}
