package org.lockstep.listener;

/**
 * Where the time went, in seconds.
 *
 * @param publish handing the parameters out
 * @param compute the arithmetic of the slowest task
 * @param send the rest of the wait for the last answer: messages, waking up
 * @param reduce finishing the tree of additions
 * @param update the optimizer's step
 * @param validate evaluating the model
 * @param other all else: copies for checkpoints, listeners, the order of the next epoch
 */
public record PhaseSeconds(
    double publish,
    double compute,
    double send,
    double reduce,
    double update,
    double validate,
    double other) {
  /** All together. */
  public double total() {
    return publish + compute + send + reduce + update + validate + other;
  }

  /** Both, phase by phase. */
  public PhaseSeconds plus(PhaseSeconds more) {
    return new PhaseSeconds(
        publish + more.publish,
        compute + more.compute,
        send + more.send,
        reduce + more.reduce,
        update + more.update,
        validate + more.validate,
        other + more.other);
  }
}
