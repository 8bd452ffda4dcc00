package org.lockstep.training;

import java.io.Serial;

/** Somebody has asked a run to stop; it is saved, and can be resumed. */
public final class RunStoppedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Creates it for more than one run.
   *
   * @param message how far they have come, and how to go on
   */
  public RunStoppedException(String message) {
    super(message);
  }

  /**
   * Creates it.
   *
   * @param output the run's folder
   * @param iterations that are done
   */
  RunStoppedException(String output, long iterations) {
    super(
        "stopped after iteration %d, as asked; lockstep resume %s goes on from there"
            .formatted(iterations, output));
  }
}
