package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.BETA1;
import static org.lockstep.optimization.optimizer.Hyperparameters.BETA2;
import static org.lockstep.optimization.optimizer.Hyperparameters.EPSILON;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Type;

/**
 * Adam: steps along a running mean of the gradient, divided by the root of one of its square.
 *
 * <pre>
 *   m ← β₁ m + (1 - β₁) g              v ← β₂ v + (1 - β₂) g²
 *   m̂ = m / (1 - β₁ᵗ)                  v̂ = v / (1 - β₂ᵗ)
 *   θ ← θ - η m̂ / (√v̂ + ε)
 * </pre>
 *
 * <p>Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
 *
 * @param beta1 β₁, decay of the mean of the gradient; at least 0 and less than 1
 * @param beta2 β₂, decay of the mean of its square; at least 0 and less than 1
 * @param epsilon ε, added to the root so that it is never 0; at least 1e-37
 */
public record Adam(double beta1, double beta2, double epsilon) implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of(
          "adam", b -> new Adam(b.get(BETA1), b.get(BETA2), b.get(EPSILON)), BETA1, BETA2, EPSILON);

  /** Checks the settings. */
  public Adam {
    BETA1.check(beta1);
    BETA2.check(beta2);
    EPSILON.check(epsilon);
  }

  /** The paper's: β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public Adam() {
    this(BETA1.usualValue(), BETA2.usualValue(), EPSILON.usualValue());
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
    return 2;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    float rate = (float) (step.eta(group) / step.biasCorrection(beta1));
    float toVHat = (float) (1 / StrictMath.sqrt(step.biasCorrection(beta2))); // √v to √v̂
    float eps = (float) epsilon;
    float[] m = state.vectors()[0];
    float[] v = state.vectors()[1];
    for (int i = group.from(); i < group.to(); i++) {
      m[i] = b1 * m[i] + share1 * g[i];
      v[i] = b2 * v[i] + share2 * (g[i] * g[i]);
      theta[i] -= rate * m[i] / ((float) Math.sqrt(v[i]) * toVHat + eps);
    }
  }
}
