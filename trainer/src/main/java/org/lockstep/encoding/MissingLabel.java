package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The treatment of rows whose label, or one of whose targets, is missing: null or NaN. */
public enum MissingLabel {
  /** A missing label is an error. */
  ERROR,
  /** The row is skipped, in training, validation and evaluation. */
  SKIP;

  /** Its name in settings and manifests, such as {@code skip}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For Jackson: the default value, which is not written. */
  static final class OrError {
    @Override
    public boolean equals(@Nullable Object other) {
      return other == null || other == ERROR;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }
}
