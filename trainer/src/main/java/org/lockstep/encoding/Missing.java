package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of a value that is missing: null, or NaN in a column of numbers. */
public enum Missing {
  /** The table is refused. */
  ERROR,
  /** The row is left out, in training and in prediction (Spark ML's {@code skip}). */
  SKIP,
  /**
   * Each input of the column takes its mean over the training rows that have a value (Spark ML's
   * {@code Imputer}); those of a category, the share of each level.
   */
  MEAN,
  /**
   * An input of its own is 1. Numbers take their mean beside it; of a category all levels are 0, so
   * that it is a level of its own. Where no training row lacked a value this is {@link #MEAN}.
   */
  INDICATOR;

  /** Its name in settings and manifests, such as {@code indicator}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
