package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.BETA1;
import static org.lockstep.optimization.optimizer.Hyperparameters.BETA2;
import static org.lockstep.optimization.optimizer.Hyperparameters.EPSILON;
import static org.lockstep.optimization.optimizer.Hyperparameters.WEIGHT_DECAY;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.optimization.vector.ParameterRange;
import org.lockstep.settings.value.Type;

/**
 * Adam with decoupled weight decay: the decay does not pass through Adam's division.
 *
 * <pre>
 *   W ← W - η λ W                      biases and others do not decay
 *   θ ← Adam's step
 * </pre>
 *
 * <p>Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm
 * 2; the schedule acts on η, and so on both.
 *
 * @param beta1 β₁, decay of the mean of the gradient; at least 0 and less than 1
 * @param beta2 β₂, decay of the mean of its square; at least 0 and less than 1
 * @param epsilon ε, added to the root so that it is never 0; at least 1e-37
 * @param weightDecay λ; 0 or greater
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
    implements FirstOrder {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of(
          "adamw",
          b -> new AdamW(b.get(BETA1), b.get(BETA2), b.get(EPSILON), b.get(WEIGHT_DECAY)),
          BETA1,
          BETA2,
          EPSILON,
          WEIGHT_DECAY);

  /** Checks the settings. */
  public AdamW {
    BETA1.check(beta1);
    BETA2.check(beta2);
    EPSILON.check(epsilon);
    WEIGHT_DECAY.check(weightDecay);
  }

  /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8, λ = 0.01. */
  public AdamW() {
    this(BETA1.usualValue(), BETA2.usualValue(), EPSILON.usualValue(), WEIGHT_DECAY.usualValue());
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
    float kept = (float) (1 - step.eta(group) * (weightDecay * step.decay()));
    for (ParameterRange range : group.ranges()) {
      for (int i = range.from(); range.isWeights() && i < range.to(); i++) {
        theta[i] *= kept;
      }
    }
    new Adam(beta1, beta2, epsilon).update(theta, g, state, step, group);
  }
}
