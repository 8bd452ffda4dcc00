package org.lockstep.settings;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.lockstep.metric.ValidationMetric;

/**
 * When a run ends before its last epoch, and how often the model is validated.
 *
 * @param maxIterations iterations after which it ends; 1 or more
 * @param maxMinutes wall time of the training after which it ends; greater than 0. The only rule
 *     whose result is not reproducible: the number of iterations in that time depends on the
 *     machine
 * @param validateEvery iterations from one validation to the next; empty for each epoch
 * @param target the value of a metric at which the run ends
 * @param early early stopping
 * @param more metrics that each validation computes beside those that are always computed
 */
public record StoppingSettings(
    OptionalLong maxIterations,
    OptionalDouble maxMinutes,
    OptionalLong validateEvery,
    Optional<Target> target,
    Optional<Early> early,
    List<ValidationMetric> more) {
  /** No rule: all epochs. */
  public static final StoppingSettings NONE =
      new StoppingSettings(
          OptionalLong.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  /** Checks the numbers. */
  public StoppingSettings {
    maxIterations.ifPresent(n -> TrainingKeys.MAX_ITERATIONS.check(n));
    maxMinutes.ifPresent(minutes -> TrainingKeys.MAX_MINUTES.check(minutes));
    validateEvery.ifPresent(n -> TrainingKeys.VALIDATE_EVERY.check(n));
    more = List.copyOf(more);
  }

  /** The same, ended by another number of iterations. */
  public StoppingSettings withMaxIterations(OptionalLong other) {
    return new StoppingSettings(other, maxMinutes, validateEvery, target, early, more);
  }

  /** The same with another number of iterations between validations. */
  public StoppingSettings withValidateEvery(OptionalLong other) {
    return new StoppingSettings(maxIterations, maxMinutes, other, target, early, more);
  }

  /** The same with a target. */
  public StoppingSettings withTarget(Target other) {
    return new StoppingSettings(
        maxIterations, maxMinutes, validateEvery, Optional.of(other), early, more);
  }

  /** The same with early stopping. */
  public StoppingSettings withEarly(Early other) {
    return new StoppingSettings(
        maxIterations, maxMinutes, validateEvery, target, Optional.of(other), more);
  }

  /** The same with other metrics to compute. */
  public StoppingSettings withMore(List<ValidationMetric> other) {
    return new StoppingSettings(maxIterations, maxMinutes, validateEvery, target, early, other);
  }

  /** The metrics that each validation computes: those that are named, and those of the rules. */
  public Set<ValidationMetric> metrics() {
    Set<ValidationMetric> all = EnumSet.noneOf(ValidationMetric.class);
    all.addAll(more);
    target.ifPresent(rule -> all.add(rule.metric()));
    early.ifPresent(rule -> all.add(rule.metric()));
    return all;
  }

  /** Whether it needs validation examples. */
  public boolean needsValidation() {
    return target.isPresent() || early.isPresent();
  }

  /**
   * Ends the run when a metric reaches a value.
   *
   * @param metric the metric
   * @param value the value, at which or beyond which the run ends
   */
  public record Target(ValidationMetric metric, double value) {}

  /**
   * Ends the run when a metric no longer improves.
   *
   * @param patience consecutive validations without a gain that are allowed; 1 or more
   * @param minChange a gain is more than this; 0 or more
   * @param metric the metric
   * @param restoreBest whether the model is the one of the best validation, not the last
   */
  public record Early(
      int patience, double minChange, ValidationMetric metric, boolean restoreBest) {
    /** Checks the numbers. */
    public Early {
      TrainingKeys.PATIENCE.check(patience);
      TrainingKeys.MIN_CHANGE.check(minChange);
    }
  }
}
