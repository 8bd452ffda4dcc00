package org.lockstep.training;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run was requested to stop; it has a checkpoint and can be resumed. */
public final class RunStoppedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String progress;
  private final @Nullable String output;

  /**
   * Creates the exception for several runs.
   *
   * @param message how far they have come, and how to resume them
   */
  public RunStoppedException(String message) {
    super(message);
    this.progress = message;
    this.output = null;
  }

  /**
   * Creates the exception for one run.
   *
   * @param output the run's folder
   * @param iterations iterations done
   */
  RunStoppedException(String output, long iterations) {
    super(
        "%s; lockstep resume %s continues from there".formatted(stoppedAfter(iterations), output));
    this.progress = stoppedAfter(iterations);
    this.output = output;
  }

  private static String stoppedAfter(long iterations) {
    return "stopped after iteration %d, as requested".formatted(iterations);
  }

  /** How far it has come; of several runs the whole message. */
  public String progress() {
    return progress;
  }

  /** The folder to resume; empty for several runs. */
  public Optional<String> output() {
    return Optional.ofNullable(output);
  }
}
