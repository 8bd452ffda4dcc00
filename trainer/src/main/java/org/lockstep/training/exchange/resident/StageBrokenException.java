package org.lockstep.training.exchange.resident;

/** A resident stage has lost a task or lacks slots; the iteration must be repeated. */
public final class StageBrokenException extends Exception {
  private static final long serialVersionUID = 1L;

  StageBrokenException(String reason) {
    super(reason);
  }
}
