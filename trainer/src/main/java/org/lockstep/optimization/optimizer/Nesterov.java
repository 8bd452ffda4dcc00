package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.MOMENTUM;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Type;

/**
 * Momentum that looks ahead: the gradient counts where the velocity is about to lead.
 *
 * <pre>
 *   v ← μ v + g
 *   θ ← θ - η (g + μ v)
 * </pre>
 *
 * <p>Source: Nesterov, "A method of solving a convex programming problem with convergence rate
 * O(1/k²)", Soviet Mathematics Doklady 27, 1983, rewritten for the point looked ahead to by Bengio,
 * Boulanger-Lewandowski and Pascanu, ICASSP 2013.
 *
 * @param momentum μ, the share of the velocity that is kept; at least 0 and less than 1
 */
public record Nesterov(double momentum) implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of("nesterov", b -> new Nesterov(b.get(MOMENTUM)), MOMENTUM);

  /** Checks the settings. */
  public Nesterov {
    MOMENTUM.check(momentum);
  }

  /** μ = 0.9. */
  public Nesterov() {
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
      theta[i] -= eta * (g[i] + mu * v[i]);
    }
  }
}
