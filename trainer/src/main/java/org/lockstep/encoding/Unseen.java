package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of a level that the training rows did not have. */
public enum Unseen {
  /** The table is refused. */
  ERROR,
  /** The row is left out. */
  SKIP,
  /** The inputs of all levels are 0. */
  ZERO;

  /** Its name in settings and manifests, such as {@code zero}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
