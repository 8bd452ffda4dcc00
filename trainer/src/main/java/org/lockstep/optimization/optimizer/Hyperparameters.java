package org.lockstep.optimization.optimizer;

import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * The hyperparameters of the optimizers, by their names in the block {@code training.optimizer},
 * each with the default that most optimizers share.
 */
public final class Hyperparameters {
  static final Setting<Double> MOMENTUM =
      number("momentum", Bound.DECAY, "0.9", "μ, the share of the velocity that is kept.");

  static final Setting<Double> RHO =
      number("rho", Bound.DECAY, "0.9", "ρ, the decay of the mean of squares.");

  static final Setting<Double> BETA1 =
      number("beta1", Bound.DECAY, "0.9", "β₁, the decay of the mean of gradients.");

  /** Of Adam and its kin. */
  public static final Setting<Double> BETA2 =
      number("beta2", Bound.DECAY, "0.999", "β₂, the decay of the mean of squares.");

  static final Setting<Double> EPSILON =
      number("epsilon", Bound.EPSILON, "1e-8", "ε, which keeps the divisor from 0.");

  /** Of AdamW and LAMB. */
  public static final Setting<Double> WEIGHT_DECAY =
      number(
          "weight-decay",
          Bound.NOT_NEGATIVE,
          "0.01",
          "λ, the share of a weight that goes each step, times the learning rate: decoupled, of"
              + " weights, not of biases.");

  static final Setting<Double> MOMENTUM_DECAY =
      number(
          "momentum-decay", Bound.NOT_NEGATIVE, "0.004", "ψ, how fast the momentum comes to β₁.");

  static final Setting<Integer> HISTORY =
      Setting.of("history", Values.wholeNumber(1), "10", "Steps that are remembered.");

  static final Setting<Integer> EVALUATIONS =
      Setting.of(
          "evaluations", Values.wholeNumber(1), "20", "The most gradients of one line search.");

  private Hyperparameters() {}

  private static Setting<Double> number(String name, Bound bound, String usual, String meaning) {
    return Setting.of(name, Values.number(bound, "0.9"), usual, meaning);
  }
}
