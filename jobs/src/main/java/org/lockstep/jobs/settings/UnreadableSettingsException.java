package org.lockstep.jobs.settings;

import org.lockstep.UserException;

/** Thrown if a settings file cannot be parsed. */
public final class UnreadableSettingsException extends UserException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with the arguments of {@link UserException}. */
  UnreadableSettingsException(String what, String where, String fix) {
    super(what, where, fix);
  }

  /** Creates the exception with the arguments of {@link UserException}. */
  UnreadableSettingsException(String what, String where, String fix, Throwable cause) {
    super(what, where, fix, cause);
  }
}
