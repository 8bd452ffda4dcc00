package org.lockstep.settings;

import java.util.Optional;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Scaling;

/**
 * How the feature columns become inputs.
 *
 * @param scaling of the numbers, each on its own
 * @param missing how null and NaN are treated in columns of numbers and of dates
 * @param categories how words are encoded
 * @param dates how dates and timestamps become numbers; empty to refuse them
 */
public record EncodingSettings(
    Scaling scaling, Missing missing, CategorySettings categories, Optional<DateEncoding> dates) {
  /** The defaults. */
  public static final EncodingSettings DEFAULT =
      new EncodingSettings(
          DataKeys.SCALING.usualValue(),
          DataKeys.MISSING.usualValue(),
          CategorySettings.DEFAULT,
          DataKeys.DATES.usualValue());

  /** The same with another scaling. */
  public EncodingSettings withScaling(Scaling other) {
    return new EncodingSettings(other, missing, categories, dates);
  }

  /** The same with another treatment of missing numbers and dates. */
  public EncodingSettings withMissing(Missing other) {
    return new EncodingSettings(scaling, other, categories, dates);
  }

  /** The same with another treatment of words. */
  public EncodingSettings withCategories(CategorySettings other) {
    return new EncodingSettings(scaling, missing, other, dates);
  }

  /** The same with another encoding of dates. */
  public EncodingSettings withDates(Optional<DateEncoding> other) {
    return new EncodingSettings(scaling, missing, categories, other);
  }
}
