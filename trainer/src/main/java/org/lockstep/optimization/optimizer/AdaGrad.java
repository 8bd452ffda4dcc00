package org.lockstep.optimization.optimizer;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/**
 * AdaGrad: a parameter's steps shrink with all the gradients that it has seen.
 *
 * <pre>
 *   s ← s + g²
 *   θ ← θ - η g / (√s + ε)
 * </pre>
 *
 * <p>Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and
 * stochastic optimization", Journal of Machine Learning Research 12, 2011.
 *
 * @param epsilon ε, added to the root so that it is never 0; at least 1e-37
 */
public record AdaGrad(double epsilon) implements FirstOrder {
  private static final Setting<Double> EPSILON = Hyperparameters.EPSILON.withUsual("1e-10");

  /** Its name and its settings. */
  static final Type<Optimizer> TYPE = Type.of("adagrad", b -> new AdaGrad(b.get(EPSILON)), EPSILON);

  /** Checks the settings. */
  public AdaGrad {
    EPSILON.check(epsilon);
  }

  /** ε = 1e-10. */
  public AdaGrad() {
    this(EPSILON.usualValue());
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
  public boolean leavesZeros() {
    return true;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    float eta = (float) step.eta(group);
    float eps = (float) epsilon;
    float[] s = state.vectors()[0];
    for (int i = group.from(); i < group.to(); i++) {
      s[i] += g[i] * g[i];
      theta[i] -= eta * g[i] / ((float) Math.sqrt(s[i]) + eps);
    }
  }
}
