package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.EPSILON;
import static org.lockstep.optimization.optimizer.Hyperparameters.RHO;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Type;

/**
 * RMSProp: steps divided by the root of a running mean of the gradient's square.
 *
 * <pre>
 *   v ← ρ v + (1 - ρ) g²
 *   θ ← θ - η g / (√v + ε)
 * </pre>
 *
 * <p>Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012.
 *
 * @param rho ρ, decay of the mean of the square; at least 0 and less than 1
 * @param epsilon ε, added to the root so that it is never 0; at least 1e-37
 */
public record RmsProp(double rho, double epsilon) implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of("rmsprop", b -> new RmsProp(b.get(RHO), b.get(EPSILON)), RHO, EPSILON);

  /** Checks the settings. */
  public RmsProp {
    RHO.check(rho);
    EPSILON.check(epsilon);
  }

  /** ρ = 0.9, ε = 1e-8. */
  public RmsProp() {
    this(RHO.usualValue(), EPSILON.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double defaultLearningRate() {
    return 0.001;
  }

  @Override
  public int vectorCount() {
    return 1;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    float eta = (float) step.eta(group);
    float decay = (float) rho;
    float share = (float) (1 - rho);
    float eps = (float) epsilon;
    float[] v = state.vectors()[0];
    for (int i = group.from(); i < group.to(); i++) {
      v[i] = decay * v[i] + share * (g[i] * g[i]);
      theta[i] -= eta * g[i] / ((float) Math.sqrt(v[i]) + eps);
    }
  }
}
