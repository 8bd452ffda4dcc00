package org.lockstep.jobs.console;

import java.util.Locale;
import java.util.OptionalLong;
import org.lockstep.training.TrainingPlan;

/**
 * The speed and the remaining time of a run.
 *
 * @param plan the plan of the run
 * @param maxIterations the setting {@code training.max-iterations}, if it is set
 */
record Pace(TrainingPlan plan, OptionalLong maxIterations) {
  /** The iterations of the whole run, unless another rule stops it earlier. */
  long iterations() {
    return Math.min(
        (long) plan.epochs() * plan.iterationsPerEpoch(), maxIterations.orElse(Long.MAX_VALUE));
  }

  /**
   * Examples per second, such as {@code 12,345 rows/s}.
   *
   * @param iteration the last completed iteration; this process has completed at least one
   * @param seconds that the iterations of this process took, validation and checkpoints included
   */
  String speed(long iteration, double seconds) {
    double rows =
        (double) (iteration - plan.iterationsDone()) * plan.examples() / plan.iterationsPerEpoch();
    return String.format(Locale.ROOT, "%,.0f rows/s", rows / seconds);
  }

  /**
   * The estimated remaining time, such as {@code 1:02:05 left}; parameters as in {@link #speed}.
   */
  String timeLeft(long iteration, double seconds) {
    double each = seconds / (iteration - plan.iterationsDone());
    long left = Math.round(each * (iterations() - iteration));
    return left < 3600
        ? String.format(Locale.ROOT, "%d:%02d left", left / 60, left % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60);
  }
}
