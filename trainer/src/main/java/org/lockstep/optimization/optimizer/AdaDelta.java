package org.lockstep.optimization.optimizer;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/**
 * AdaDelta: steps in the units of the parameters, from running means of squares of gradients and of
 * steps.
 *
 * <pre>
 *   v ← ρ v + (1 - ρ) g²
 *   d = √(u + ε) / √(v + ε) · g
 *   u ← ρ u + (1 - ρ) d²
 *   θ ← θ - η d
 * </pre>
 *
 * <p>Source: Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701, algorithm 1,
 * where η = 1.
 *
 * @param rho ρ, decay of the mean of the square; at least 0 and less than 1
 * @param epsilon ε, from which the first steps grow; at least 1e-37
 */
public record AdaDelta(double rho, double epsilon) implements FirstOrder {
  private static final Setting<Double> RHO = Hyperparameters.RHO.withUsual("0.95");
  private static final Setting<Double> EPSILON = Hyperparameters.EPSILON.withUsual("1e-6");

  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of("adadelta", b -> new AdaDelta(b.get(RHO), b.get(EPSILON)), RHO, EPSILON);

  /** Checks the settings. */
  public AdaDelta {
    RHO.check(rho);
    EPSILON.check(epsilon);
  }

  /** The paper's: ρ = 0.95, ε = 1e-6. */
  public AdaDelta() {
    this(RHO.usualValue(), EPSILON.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double defaultLearningRate() {
    return 1;
  }

  @Override
  public int vectorCount() {
    return 2;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    float eta = (float) step.eta(group);
    float decay = (float) rho;
    float share = (float) (1 - rho);
    float eps = (float) epsilon;
    float[] v = state.vectors()[0];
    float[] u = state.vectors()[1];
    for (int i = group.from(); i < group.to(); i++) {
      v[i] = decay * v[i] + share * (g[i] * g[i]);
      float d = (float) Math.sqrt(u[i] + eps) / (float) Math.sqrt(v[i] + eps) * g[i];
      u[i] = decay * u[i] + share * (d * d);
      theta[i] -= eta * d;
    }
  }
}
