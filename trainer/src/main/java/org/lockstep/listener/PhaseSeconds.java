package org.lockstep.listener;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * Time by phase, in seconds. In JSON it is a flat object.
 *
 * @param exchange the exchange of parameters and sums
 * @param update the optimizer's step
 * @param validate evaluating the model
 * @param other all else: copies for checkpoints, listeners, the order of the next epoch
 */
public record PhaseSeconds(
    @JsonUnwrapped Exchange exchange, double update, double validate, double other) {
  /** No time. */
  public static final PhaseSeconds NONE = new PhaseSeconds(new Exchange(0, 0, 0, 0), 0, 0, 0);

  /**
   * Time of the exchange, in seconds.
   *
   * @param publish sending the parameters
   * @param compute the arithmetic of the slowest task
   * @param send the rest of the wait for the last result: messages and thread wake-ups
   * @param reduce finishing the tree of additions
   */
  public record Exchange(double publish, double compute, double send, double reduce) {
    private double total() {
      return publish + compute + send + reduce;
    }

    private Exchange plus(Exchange more) {
      return new Exchange(
          publish + more.publish, compute + more.compute, send + more.send, reduce + more.reduce);
    }
  }

  /** The sum over all phases. */
  public double total() {
    return exchange.total() + update + validate + other;
  }

  /** Adds each phase of another. */
  public PhaseSeconds plus(PhaseSeconds more) {
    return new PhaseSeconds(
        exchange.plus(more.exchange),
        update + more.update,
        validate + more.validate,
        other + more.other);
  }
}
