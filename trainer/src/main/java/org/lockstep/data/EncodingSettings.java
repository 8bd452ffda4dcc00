package org.lockstep.data;

import java.util.Optional;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;

/**
 * How the feature columns become inputs, beside their scaling.
 *
 * @param missing what becomes of null and NaN in columns of numbers and of dates
 * @param categories what becomes of words
 * @param dates how dates and timestamps become numbers; empty to refuse them
 */
public record EncodingSettings(
    Missing missing, CategorySettings categories, Optional<DateEncoding> dates) {
  /** What holds if nothing is said. */
  public static final EncodingSettings DEFAULT =
      new EncodingSettings(
          Missing.ERROR, CategorySettings.DEFAULT, Optional.of(DateEncoding.CYCLIC));
}
