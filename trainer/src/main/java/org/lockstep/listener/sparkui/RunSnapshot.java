package org.lockstep.listener.sparkui;

import java.util.List;
import org.lockstep.training.TrainingPlan;

/**
 * The state of a run at one moment.
 *
 * @param plan of the run
 * @param status whether it is training, or how it has ended
 * @param progress how far it has come
 * @param charts its curves
 * @param time where its time went
 * @param notices the last notices to the user, a line each
 */
record RunSnapshot(
    TrainingPlan plan,
    Status status,
    Progress progress,
    List<RunChart> charts,
    TimeSpent time,
    List<String> notices) {
  /**
   * Whether a run is training, or how it has ended.
   *
   * @param outcome how it has ended, one line; empty before
   */
  record Status(State state, String outcome) {}

  /**
   * How far a run has come.
   *
   * @param iteration iterations done, over all epochs
   * @param epoch of the last iteration, from 1
   * @param loss of the last iteration, NaN before the first
   * @param elapsed seconds since the start, or from start to end
   * @param checkpoint iteration of the last checkpoint; 0 if there is none
   */
  record Progress(long iteration, int epoch, double loss, double elapsed, long checkpoint) {}

  /** Whether a run is training, or how it has ended. */
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
    long done = progress.iteration() - plan.iterationsDone();
    return status.state() == State.TRAINING && done > 0
        ? progress.elapsed() / done * (planned() - progress.iteration())
        : Double.NaN;
  }
}
