package org.lockstep.settings;

import java.util.Optional;
import org.lockstep.metric.ThresholdRule;

/**
 * What is decided on the examples to validate on, once the weights are final.
 *
 * @param calibrate whether the probabilities are calibrated
 * @param threshold how the threshold of the positive class of two is chosen; empty to predict the
 *     most probable class
 */
public record DecisionSettings(boolean calibrate, Optional<ThresholdRule> threshold) {
  /** Nothing. */
  public static final DecisionSettings NONE = new DecisionSettings(false, Optional.empty());

  /** Whether it needs validation examples. */
  public boolean needsValidation() {
    return calibrate || threshold.filter(rule -> rule.fixed().isEmpty()).isPresent();
  }
}
