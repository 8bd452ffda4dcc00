package org.lockstep.training.exchange;

/**
 * A resident stage has lost a task and cannot answer any more; the iteration must be done again.
 */
final class StageBrokenException extends Exception {
  private static final long serialVersionUID = 1L;

  StageBrokenException(String reason) {
    super(reason);
  }
}
