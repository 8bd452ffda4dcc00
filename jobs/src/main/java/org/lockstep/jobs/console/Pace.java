package org.lockstep.jobs.console;

import java.util.Locale;
import java.util.OptionalLong;
import org.lockstep.training.TrainingPlan;

/**
 * How far a run goes, and how fast.
 *
 * @param plan of the run
 * @param maxIterations after which it ends, if it has epochs for as many
 */
record Pace(TrainingPlan plan, OptionalLong maxIterations) {
  /** Iterations of the whole run, if no other rule ends it before. */
  long iterations() {
    return Math.min(
        (long) plan.epochs() * plan.iterationsPerEpoch(), maxIterations.orElse(Long.MAX_VALUE));
  }

  /**
   * Examples a second, such as {@code 12,345 rows/s}.
   *
   * @param iteration the last that is done; this process has done one or more
   * @param seconds that those of this process took, judgements and checkpoints included
   */
  String speed(long iteration, double seconds) {
    double rows =
        (double) (iteration - plan.iterationsDone()) * plan.examples() / plan.iterationsPerEpoch();
    return String.format(Locale.ROOT, "%,.0f rows/s", rows / seconds);
  }

  /** What the rest will take at this pace, such as {@code 1:02:05 left}; parameters as above. */
  String timeLeft(long iteration, double seconds) {
    double each = seconds / (iteration - plan.iterationsDone());
    long left = Math.round(each * (iterations() - iteration));
    return left < 3600
        ? String.format(Locale.ROOT, "%d:%02d left", left / 60, left % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60);
  }
}
