package org.lockstep;

/**
 * The value of a setting is outside its bounds. Has the setting's name and rule, so that a reader
 * of settings files can add where the value stands.
 */
public final class OutOfBoundsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String rule;

  /**
   * Creates the exception.
   *
   * @param name of the setting, as in the settings file
   * @param rule what it must be, such as {@code it must be a number greater than 0}
   */
  public OutOfBoundsException(String name, Object value, String rule) {
    super("%s is %s; %s".formatted(name, value, rule));
    this.name = name;
    this.rule = rule;
  }

  /** The setting. */
  public String name() {
    return name;
  }

  /** What it must be. */
  public String rule() {
    return rule;
  }
}
