package org.lockstep.training;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.lockstep.Bounds;

/**
 * When a run ends before its last epoch, and how often it is judged on the validation examples.
 *
 * @param maxIterations iterations after which it ends; 1 or more
 * @param maxMinutes wall time of the training after which it ends; greater than 0. The one rule
 *     that is not in lockstep: how far a run comes in that time is up to the machine
 * @param validateEvery iterations from one judgement to the next; empty for each epoch
 * @param target a figure that is good enough
 * @param early when to give up
 */
public record StoppingSettings(
    OptionalLong maxIterations,
    OptionalDouble maxMinutes,
    OptionalLong validateEvery,
    Optional<Target> target,
    Optional<Early> early) {
  /** All epochs, whatever happens. */
  public static final StoppingSettings NONE =
      new StoppingSettings(
          OptionalLong.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());

  /** Checks the numbers. */
  public StoppingSettings {
    maxIterations.ifPresent(n -> Bounds.atLeast(1, "max-iterations", n));
    maxMinutes.ifPresent(minutes -> Bounds.positive("max-minutes", minutes));
    validateEvery.ifPresent(n -> Bounds.atLeast(1, "validate-every-iterations", n));
  }

  /** Whether it needs validation examples. */
  boolean needsValidation() {
    return target.isPresent() || early.isPresent();
  }

  /**
   * Ends the run as soon as a figure is as good as this or better.
   *
   * @param metric the figure
   * @param value what is good enough
   */
  public record Target(ValidationMetric metric, double value) {}

  /**
   * Ends the run when a figure gets no better.
   *
   * @param patience judgements in a row that may pass without a gain; 1 or more
   * @param minChange a gain is more than this; 0 or more
   * @param metric the figure
   * @param restoreBest whether the model is the one of the best judgement, not the last
   */
  public record Early(
      int patience, double minChange, ValidationMetric metric, boolean restoreBest) {
    /** Checks the numbers. */
    public Early {
      Bounds.atLeast(1, "patience", patience);
      Bounds.notNegative("min-change", minChange);
    }
  }
}
