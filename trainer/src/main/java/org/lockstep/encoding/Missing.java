package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The treatment of missing values: null, or NaN in a column of numbers. */
public enum Missing {
  /** A missing value is an error. */
  ERROR,
  /** The row is skipped, in training and in prediction (Spark ML's {@code skip}). */
  SKIP,
  /**
   * The value is replaced by the mean over the training rows (Spark ML's {@code Imputer}); a word
   * by the share of each level.
   */
  MEAN,
  /**
   * An additional input is 1. Numbers are replaced by their mean; all levels of a word are 0, so
   * that a missing word is a level of its own. Without a missing value in the training rows, the
   * same as {@link #MEAN}.
   */
  INDICATOR;

  /** Its name in settings and manifests, such as {@code indicator}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
