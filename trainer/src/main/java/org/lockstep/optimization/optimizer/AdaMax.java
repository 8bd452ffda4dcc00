package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.BETA1;
import static org.lockstep.optimization.optimizer.Hyperparameters.BETA2;
import static org.lockstep.optimization.optimizer.Hyperparameters.EPSILON;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Type;

/**
 * AdaMax: Adam with the largest recent gradient in place of the root of the mean square.
 *
 * <pre>
 *   m ← β₁ m + (1 - β₁) g
 *   u ← max(β₂ u, |g| + ε)
 *   θ ← θ - η / (1 - β₁ᵗ) · m / u
 * </pre>
 *
 * <p>Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 2,
 * with ε where PyTorch has it, so that a parameter without any gradient does not divide 0 by 0.
 *
 * @param beta1 β₁, decay of the mean of the gradient; at least 0 and less than 1
 * @param beta2 β₂, decay of the largest gradient; at least 0 and less than 1
 * @param epsilon ε, added to the root so that it is never 0; at least 1e-37
 */
public record AdaMax(double beta1, double beta2, double epsilon) implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of(
          "adamax",
          b -> new AdaMax(b.get(BETA1), b.get(BETA2), b.get(EPSILON)),
          BETA1,
          BETA2,
          EPSILON);

  /** Checks the settings. */
  public AdaMax {
    BETA1.check(beta1);
    BETA2.check(beta2);
    EPSILON.check(epsilon);
  }

  /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public AdaMax() {
    this(BETA1.usualValue(), BETA2.usualValue(), EPSILON.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double defaultLearningRate() {
    return 0.002;
  }

  @Override
  public int vectorCount() {
    return 2;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float share1 = (float) (1 - beta1);
    float rate = (float) (step.eta(group) / step.biasCorrection(beta1));
    float eps = (float) epsilon;
    float[] m = state.vectors()[0];
    float[] u = state.vectors()[1];
    for (int i = group.from(); i < group.to(); i++) {
      m[i] = b1 * m[i] + share1 * g[i];
      u[i] = Math.max(b2 * u[i], Math.abs(g[i]) + eps);
      theta[i] -= rate * m[i] / u[i];
    }
  }
}
