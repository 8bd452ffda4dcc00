package org.lockstep.training.checkpoint;

import java.util.function.Supplier;

/** Writes checkpoints of a run. */
public interface Checkpoints {
  /** Writes none. */
  Checkpoints NONE = (iteration, end, checkpoint) -> {};

  /**
   * Called after each iteration.
   *
   * @param iteration iterations done
   * @param end whether the run ends here
   * @param checkpoint copies the state of the run
   */
  void iterationDone(long iteration, End end, Supplier<Checkpoint> checkpoint);

  /** Whether and how a run ends. */
  enum End {
    /** It continues. */
    NOT_YET,
    /** It ends with a model. */
    FINISHED,
    /** It was requested to stop, and can be resumed. */
    STOPPED
  }
}
