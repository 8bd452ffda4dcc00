package org.lockstep.training;

import java.io.Serial;

/** A run was requested to stop; it has a checkpoint and can be resumed. */
public final class RunStoppedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Creates the exception for several runs.
   *
   * @param message how far they have come, and how to resume them
   */
  public RunStoppedException(String message) {
    super(message);
  }

  /**
   * Creates the exception for one run.
   *
   * @param output the run's folder
   * @param iterations iterations done
   */
  RunStoppedException(String output, long iterations) {
    super(
        "stopped after iteration %d, as requested; lockstep resume %s continues from there"
            .formatted(iterations, output));
  }
}
