package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of a row whose label, or one of whose targets, is missing: null or NaN. */
public enum MissingLabel {
  /** The table is refused. */
  ERROR,
  /** The row is left out, in training, validation and evaluation. */
  SKIP;

  /** Its name in settings and manifests, such as {@code skip}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
