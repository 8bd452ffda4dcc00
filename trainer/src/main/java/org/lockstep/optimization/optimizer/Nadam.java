package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.BETA1;
import static org.lockstep.optimization.optimizer.Hyperparameters.BETA2;
import static org.lockstep.optimization.optimizer.Hyperparameters.EPSILON;
import static org.lockstep.optimization.optimizer.Hyperparameters.MOMENTUM_DECAY;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.settings.value.Type;

/**
 * Nadam: Adam that looks ahead as Nesterov does, with a momentum that warms up.
 *
 * <pre>
 *   μ_t = β₁ (1 - ½ 0.96^(t ψ))        Π_t = μ_1 μ_2 … μ_t
 *   m ← β₁ m + (1 - β₁) g              v ← β₂ v + (1 - β₂) g²              v̂ = v / (1 - β₂ᵗ)
 *   θ ← θ - η (μ_(t+1) m / (1 - Π_(t+1)) + (1 - μ_t) g / (1 - Π_t)) / (√v̂ + ε)
 * </pre>
 *
 * <p>Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop, algorithm 2.
 *
 * @param beta1 β₁, decay of the mean of the gradient; at least 0 and less than 1
 * @param beta2 β₂, decay of the mean of its square; at least 0 and less than 1
 * @param epsilon ε, added to the root so that it is never 0; at least 1e-37
 * @param momentumDecay ψ, how fast the momentum approaches β₁; 0 or greater
 */
public record Nadam(double beta1, double beta2, double epsilon, double momentumDecay)
    implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of(
          "nadam",
          b -> new Nadam(b.get(BETA1), b.get(BETA2), b.get(EPSILON), b.get(MOMENTUM_DECAY)),
          BETA1,
          BETA2,
          EPSILON,
          MOMENTUM_DECAY);

  /** Checks the settings. */
  public Nadam {
    BETA1.check(beta1);
    BETA2.check(beta2);
    EPSILON.check(epsilon);
    MOMENTUM_DECAY.check(momentumDecay);
  }

  /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8, ψ = 0.004. */
  public Nadam() {
    this(BETA1.usualValue(), BETA2.usualValue(), EPSILON.usualValue(), MOMENTUM_DECAY.usualValue());
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

  /** {@code Π_t}. */
  @Override
  public int numberCount() {
    return 1;
  }

  @Override
  public void begin(OptimizerState state, StepContext step) {
    double mu = momentumAt((double) step.t());
    state.numbers()[0] = step.t() == 1 ? mu : state.numbers()[0] * mu;
  }

  @Override
  public void update(
      float[] theta, float[] g, OptimizerState state, StepContext step, ParameterGroup group) {
    double mu = momentumAt((double) step.t());
    double nextMu = momentumAt(step.t() + 1.0);
    double product = state.numbers()[0];
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    float ofM = (float) (step.eta(group) * nextMu / (1 - product * nextMu));
    float ofG = (float) (step.eta(group) * (1 - mu) / (1 - product));
    float toVHat = (float) (1 / StrictMath.sqrt(step.biasCorrection(beta2))); // √v to √v̂
    float eps = (float) epsilon;
    float[] m = state.vectors()[0];
    float[] v = state.vectors()[1];
    for (int i = group.from(); i < group.to(); i++) {
      m[i] = b1 * m[i] + share1 * g[i];
      v[i] = b2 * v[i] + share2 * (g[i] * g[i]);
      theta[i] -= (ofM * m[i] + ofG * g[i]) / ((float) Math.sqrt(v[i]) * toVHat + eps);
    }
  }

  private double momentumAt(double t) {
    return beta1 * (1 - 0.5 * StrictMath.pow(0.96, t * momentumDecay));
  }
}
