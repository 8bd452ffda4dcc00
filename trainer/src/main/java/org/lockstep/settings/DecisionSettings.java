package org.lockstep.settings;

import java.util.Optional;
import org.lockstep.metric.ThresholdRule;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * What is decided on the examples to validate on, once the weights are final.
 *
 * @param calibrate whether the probabilities are calibrated
 * @param threshold how the threshold of the positive class of two is chosen; empty to predict the
 *     most probable class
 */
public record DecisionSettings(boolean calibrate, Optional<ThresholdRule> threshold) {
  /** Whether the probabilities are calibrated. */
  public static final Setting<Boolean> CALIBRATE =
      Setting.of(
          "training.calibrate",
          Values.flag(),
          "false",
          "Whether the probabilities of the finished model are calibrated: the output layer is"
              + " divided by the temperature with which the labels of the validation examples are"
              + " likeliest (Guo et al., 2017). The order of the classes stays.");

  /** How the threshold is chosen. */
  public static final Setting<ThresholdRule> THRESHOLD =
      Setting.of(
          "training.threshold",
          ThresholdRule.TYPE,
          null,
          "From which probability on the positive class of two is predicted, chosen on the"
              + " validation examples: f1 (the greatest F1), balanced (the greatest mean recall of"
              + " both classes), { recall = 0.9 } (the greatest threshold that finds this share of"
              + " the class), { false-positive = 1, false-negative = 5 } (the least costs), or the"
              + " probability itself, such as 0.3. Without it the most probable class is"
              + " predicted.");

  /** Nothing. */
  public static final DecisionSettings NONE = new DecisionSettings(false, Optional.empty());

  /** Whether it needs validation examples. */
  public boolean needsValidation() {
    return calibrate || threshold.filter(rule -> rule.fixed().isEmpty()).isPresent();
  }
}
