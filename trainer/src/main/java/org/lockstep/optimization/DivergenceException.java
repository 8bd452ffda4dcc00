package org.lockstep.optimization;

import java.util.function.UnaryOperator;
import org.lockstep.UserException;

/**
 * The loss, the gradient or the parameters are no longer finite. Unlike other user errors it only
 * occurs during training, and other settings may not have it.
 */
public final class DivergenceException extends UserException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception; arguments as for {@link UserException}. */
  DivergenceException(String what, String where, String fix) {
    super(what, where, fix);
  }

  private DivergenceException(UserException same, UnaryOperator<String> words) {
    super(same, words);
  }

  @Override
  public UserException inWords(UnaryOperator<String> words) {
    return new DivergenceException(this, words);
  }
}
