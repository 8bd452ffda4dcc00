package org.lockstep.optimization;

import org.lockstep.UserException;

/**
 * A training whose loss, gradient or parameters are no longer finite: of all mistakes the one that
 * only shows while it trains, and that other settings may not share.
 */
public final class DivergenceException extends UserException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception, as every {@link UserException}. */
  DivergenceException(String what, String where, String fix) {
    super(what, where, fix);
  }
}
