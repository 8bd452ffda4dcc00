package org.lockstep.listener.sparkui;

import java.util.List;
import org.lockstep.training.TrainingPlan;

/**
 * What is known of a run at one moment.
 *
 * @param plan what was about to run when it started
 * @param state whether it goes on
 * @param outcome how it has ended, one line; empty before
 * @param iteration the last that is done, over all epochs; 0 before the first
 * @param epoch the iteration's, from 1
 * @param loss the iteration's, NaN before the first
 * @param elapsed seconds since it started, or from start to end
 * @param checkpoint the iteration that was last saved; 0 if none was
 * @param charts its curves
 * @param time where it went
 * @param notices the last things that it had to say, a line each
 */
record RunSnapshot(
    TrainingPlan plan,
    State state,
    String outcome,
    long iteration,
    int epoch,
    double loss,
    double elapsed,
    long checkpoint,
    List<RunChart> charts,
    TimeSpent time,
    List<String> notices) {
  /** Whether a run goes on, or how it has ended. */
  enum State {
    TRAINING("training"),
    FINISHED("finished"),
    STOPPED("stopped"),
    FAILED("failed");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** Iterations that there will be, if no rule ends the run before. */
  long planned() {
    return (long) plan.epochs() * plan.iterationsPerEpoch();
  }

  /** Seconds that the rest will take at the pace so far; NaN if there is none, or no pace yet. */
  double left() {
    long done = iteration - plan.iterationsDone();
    return state == State.TRAINING && done > 0
        ? elapsed / done * (planned() - iteration)
        : Double.NaN;
  }
}
