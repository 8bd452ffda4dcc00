package org.lockstep.settings;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When checkpoints are written: when one of the rules is due, and at the end of the run.
 *
 * @param everyIterations iterations from one to the next
 * @param everyEpochs epochs from one to the next
 * @param everyMinutes minutes from one to the next
 * @param keep how many of the last ones stay, beside the best; 1 or more
 */
public record CheckpointSettings(
    OptionalLong everyIterations, OptionalLong everyEpochs, OptionalDouble everyMinutes, int keep) {
  /** Once an epoch; the last two stay. */
  public static final CheckpointSettings DEFAULT =
      new CheckpointSettings(OptionalLong.empty(), OptionalLong.of(1), OptionalDouble.empty(), 2);

  /** No checkpoints, except when the run is requested to stop. */
  public static final CheckpointSettings NONE =
      new CheckpointSettings(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty(), 1);

  /** Checks the numbers. */
  public CheckpointSettings {
    everyIterations.ifPresent(n -> CheckpointKeys.EVERY_ITERATIONS.check(n));
    everyEpochs.ifPresent(n -> CheckpointKeys.EVERY_EPOCHS.check(n));
    everyMinutes.ifPresent(minutes -> CheckpointKeys.EVERY_MINUTES.check(minutes));
    CheckpointKeys.KEEP.check(keep);
  }

  /** Whether there is a rule at all. */
  public boolean areOn() {
    return everyIterations.isPresent() || everyEpochs.isPresent() || everyMinutes.isPresent();
  }

  /**
   * Whether a rule is due.
   *
   * @param iteration iterations done
   * @param minutes since the last one
   */
  public boolean areDue(long iteration, int iterationsPerEpoch, double minutes) {
    return isMultiple(iteration, everyIterations.orElse(0))
        || isMultiple(iteration, everyEpochs.orElse(0) * iterationsPerEpoch)
        || minutes >= everyMinutes.orElse(Double.POSITIVE_INFINITY);
  }

  private static boolean isMultiple(long iteration, long of) {
    return of > 0 && iteration % of == 0;
  }
}
