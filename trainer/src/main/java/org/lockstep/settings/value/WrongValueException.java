package org.lockstep.settings.value;

/** A value that a setting does not take; its message says what the setting takes. */
public final class WrongValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param rule what the value must be, such as {@code it must be true or false}
   */
  public WrongValueException(String rule) {
    super(rule);
  }

  /** What the value must be. */
  public String rule() {
    return String.valueOf(getMessage());
  }
}
