package org.lockstep.training.checkpoint;

import java.util.function.Supplier;

/** Takes checkpoints of a run. */
public interface Checkpoints {
  /** Takes none. */
  Checkpoints NONE = (iteration, end, checkpoint) -> {};

  /**
   * Called after each iteration.
   *
   * @param iteration iterations done
   * @param end whether it is the last of the run for now, and why
   * @param checkpoint copies the state of the run
   */
  void iterationDone(long iteration, End end, Supplier<Checkpoint> checkpoint);

  /** Whether and how a run comes to its end. */
  enum End {
    /** It goes on. */
    NOT_YET,
    /** Its model will be there. */
    FINISHED,
    /** Somebody wants to go on later. */
    STOPPED
  }
}
