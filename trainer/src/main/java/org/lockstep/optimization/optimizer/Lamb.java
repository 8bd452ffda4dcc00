package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.BETA1;
import static org.lockstep.optimization.optimizer.Hyperparameters.BETA2;
import static org.lockstep.optimization.optimizer.Hyperparameters.WEIGHT_DECAY;

import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.optimization.vector.ParameterRange;
import org.lockstep.optimization.vector.Sums;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/**
 * LAMB: Adam's step, made as long for each layer as its weights are, for batches of thousands.
 *
 * <pre>
 *   m ← β₁ m + (1 - β₁) g              v ← β₂ v + (1 - β₂) g²
 *   m̂ = m / (1 - β₁ᵗ)                  v̂ = v / (1 - β₂ᵗ)
 *   r = m̂ / (√v̂ + ε)
 *   W ← W - η ‖W‖ / ‖r + λ W‖ · (r + λ W)       each layer's weights; the factor is 1 if a norm is 0
 *   b ← b - η r                                 biases and others
 * </pre>
 *
 * <p>Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes",
 * ICLR 2020, algorithm 2 with φ(z) = z; as in the authors' code, others than weights neither decay
 * nor are scaled.
 *
 * @param beta1 β₁, decay of the mean of the gradient; at least 0 and less than 1
 * @param beta2 β₂, decay of the mean of its square; at least 0 and less than 1
 * @param epsilon ε, added to the root so that it is never 0; at least 1e-37
 * @param weightDecay λ, of the weights; 0 or greater
 */
public record Lamb(double beta1, double beta2, double epsilon, double weightDecay)
    implements FirstOrder {
  private static final Setting<Double> EPSILON = Hyperparameters.EPSILON.withUsual("1e-6");

  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of(
          "lamb",
          b -> new Lamb(b.get(BETA1), b.get(BETA2), b.get(EPSILON), b.get(WEIGHT_DECAY)),
          BETA1,
          BETA2,
          EPSILON,
          WEIGHT_DECAY);

  /** Checks the settings. */
  public Lamb {
    BETA1.check(beta1);
    BETA2.check(beta2);
    EPSILON.check(epsilon);
    WEIGHT_DECAY.check(weightDecay);
  }

  /** The paper's: β₁ = 0.9, β₂ = 0.999, ε = 1e-6, λ = 0.01. */
  public Lamb() {
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
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    float toMHat = (float) (1 / step.biasCorrection(beta1));
    float toVHat = (float) (1 / StrictMath.sqrt(step.biasCorrection(beta2))); // √v to √v̂
    float eps = (float) epsilon;
    float[] m = state.vectors()[0];
    float[] v = state.vectors()[1];
    for (int i = group.from(); i < group.to(); i++) {
      m[i] = b1 * m[i] + share1 * g[i];
      v[i] = b2 * v[i] + share2 * (g[i] * g[i]);
    }
    Direction r = i -> toMHat * m[i] / ((float) Math.sqrt(v[i]) * toVHat + eps);
    float lambda = (float) (weightDecay * step.decay());
    Direction decayed = i -> r.at(i) + lambda * theta[i];
    for (ParameterRange range : group.ranges()) {
      if (!range.isWeights()) {
        descend(theta, (float) step.eta(group), r, range.from(), range.to());
        continue;
      }
      double w = Sums.norm(theta, range.from(), range.to());
      double u = norm(decayed, range.from(), range.to());
      double trust = w > 0 && u > 0 ? w / u : 1;
      descend(theta, (float) (step.eta(group) * trust), decayed, range.from(), range.to());
    }
  }

  /** An element of a direction; computed where it is needed, so that none is stored. */
  private interface Direction {
    float at(int i);
  }

  private static double norm(Direction r, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      float x = r.at(i);
      squares += (double) x * x;
    }
    return Math.sqrt(squares);
  }

  private static void descend(float[] theta, float eta, Direction r, int from, int to) {
    for (int i = from; i < to; i++) {
      theta[i] -= eta * r.at(i);
    }
  }
}
