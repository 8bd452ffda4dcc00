package org.lockstep.optimization;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.lockstep.optimization.schedule.Annealing;
import org.lockstep.optimization.vector.ParameterRange;
import org.lockstep.optimization.vector.Sums;
import org.lockstep.optimization.vector.UnitWeights;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * Penalties and bounds of weights; no other parameters are affected.
 *
 * <pre>
 *   J ← J + R,  R = λ₁ Σ |W| + λ₂/2 Σ W²          g ← g + λ₁ sign(W) + λ₂ W
 *   w ← w min(1, c / ‖w‖)                          after the step, for the weights w of each unit
 * </pre>
 *
 * <p>Source: Hoerl and Kennard, Technometrics 12, 1970 (L2); Tibshirani, Journal of the Royal
 * Statistical Society B 58, 1996 (L1); Srebro and Shraibman, COLT 2005 (max-norm).
 *
 * @param l1 λ₁; 0 or greater
 * @param l2 λ₂; 0 or greater
 * @param maxNorm c, the greatest norm of the weights into one unit; greater than 0
 * @param schedule how λ₁, λ₂ and the weight decay of the optimizer change over the run
 */
public record Regularization(double l1, double l2, OptionalDouble maxNorm, Annealing schedule) {
  /** λ₁. */
  public static final Setting<Double> L1 =
      number("l1", Bound.NOT_NEGATIVE, "0", "Times the sum of the weights' magnitudes.");

  /** λ₂. */
  public static final Setting<Double> L2 =
      number("l2", Bound.NOT_NEGATIVE, "0", "Times half the sum of the weights' squares.");

  /** The greatest norm of the weights into one unit. */
  public static final Setting<Double> MAX_NORM =
      number(
          "max-norm",
          Bound.POSITIVE,
          null,
          "The greatest norm of the weights into one unit, those from sparse vectors too; longer"
              + " ones are shortened after each step.");

  /** How they change over the run. */
  public static final Setting<Annealing> ANNEALING =
      Setting.of(
          "schedule",
          Values.oneOf(List.of(Annealing.values()), Annealing::settingsName),
          "constant",
          "How l1, l2 and the weight decay of the optimizer change over the run: constant, or"
              + " flat-cosine, which keeps them for half of the run and then lets them fall to 0.");

  /** All of them, by their names in the block {@code training.regularization}. */
  public static final List<Setting<?>> SETTINGS = List.of(L1, L2, MAX_NORM, ANNEALING);

  /** No regularisation. */
  public static final Regularization NONE = new Regularization(0, 0, OptionalDouble.empty());

  /** Checks the settings. */
  public Regularization {
    L1.check(l1);
    L2.check(l2);
    maxNorm.ifPresent(MAX_NORM::check);
  }

  /** Penalties and bounds that stay as they are. */
  public Regularization(double l1, double l2, OptionalDouble maxNorm) {
    this(l1, l2, maxNorm, Annealing.CONSTANT);
  }

  private static Setting<Double> number(
      String name, Bound bound, @Nullable String usual, String meaning) {
    return Setting.of(name, Values.number(bound, "0.001"), usual, meaning);
  }

  /** Whether there is a penalty, whose gradient is added to that of the loss. */
  boolean addsToGradients() {
    return l1 > 0 || l2 > 0;
  }

  /**
   * Adds ∂R/∂θ to a gradient.
   *
   * @param strength what λ₁ and λ₂ are multiplied by in this iteration
   * @return R
   */
  double penalize(float[] theta, float[] g, List<ParameterRange> ranges, double strength) {
    double l1 = this.l1 * strength;
    double l2 = this.l2 * strength;
    double penalty = 0;
    for (ParameterRange range : ranges) {
      if (!range.isWeights()) {
        continue;
      }
      int from = range.from();
      int to = range.to();
      if (l1 > 0) {
        float lambda = (float) l1;
        for (int i = from; i < to; i++) {
          g[i] += lambda * Math.signum(theta[i]);
        }
        penalty += l1 * Sums.magnitudes(theta, from, to);
      }
      if (l2 > 0) {
        float lambda = (float) l2;
        for (int i = from; i < to; i++) {
          g[i] += lambda * theta[i];
        }
        penalty += l2 / 2 * Sums.products(theta, theta, from, to);
      }
    }
    return penalty;
  }

  /** Scales the weights of each unit whose norm exceeds c down to it. */
  void project(float[] theta, List<ParameterRange> ranges) {
    if (maxNorm.isPresent()) {
      UnitWeights.of(ranges).forEach(weights -> weights.bound(theta, maxNorm.getAsDouble()));
    }
  }
}
