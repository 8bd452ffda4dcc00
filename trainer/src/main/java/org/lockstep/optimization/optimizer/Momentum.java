package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.MOMENTUM;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Type;

/**
 * Gradient descent with a velocity, which averages out what changes its sign from step to step.
 *
 * <pre>
 *   v ← μ v + g
 *   θ ← θ - η v
 * </pre>
 *
 * <p>Source: Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
 * Computational Mathematics and Mathematical Physics 4, 1964, in the form of Sutskever, Martens,
 * Dahl and Hinton, ICML 2013, with η outside of the velocity, so that a schedule acts at once.
 *
 * @param momentum μ, the share of the velocity that is kept; at least 0 and less than 1
 */
public record Momentum(double momentum) implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of("momentum", b -> new Momentum(b.get(MOMENTUM)), MOMENTUM);

  /** Checks the settings. */
  public Momentum {
    MOMENTUM.check(momentum);
  }

  /** μ = 0.9. */
  public Momentum() {
    this(MOMENTUM.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double defaultLearningRate() {
    return 0.01;
  }

  @Override
  public int vectorCount() {
    return 1;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    float eta = (float) step.eta(group);
    float mu = (float) momentum;
    float[] v = state.vectors()[0];
    for (int i = group.from(); i < group.to(); i++) {
      v[i] = mu * v[i] + g[i];
      theta[i] -= eta * v[i];
    }
  }
}
