package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The treatment of words that the training rows did not have. */
public enum Unseen {
  /** Such a word is an error. */
  ERROR,
  /** The row is skipped. */
  SKIP,
  /** The inputs of all levels are 0. */
  ZERO;

  /** Its name in settings and manifests, such as {@code zero}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
