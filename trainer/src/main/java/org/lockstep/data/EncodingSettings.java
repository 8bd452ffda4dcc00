package org.lockstep.data;

import java.util.Optional;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;

/**
 * How the columns become inputs and targets, beside their scaling.
 *
 * @param missing what becomes of null and NaN in columns of numbers and of dates
 * @param categories what becomes of words
 * @param dates how dates and timestamps become numbers; empty to refuse them
 * @param missingLabel what becomes of rows whose label, or one of whose targets, is null or NaN
 */
public record EncodingSettings(
    Missing missing,
    CategorySettings categories,
    Optional<DateEncoding> dates,
    MissingLabel missingLabel) {
  /** Settings that refuse rows without a label. */
  public EncodingSettings(
      Missing missing, CategorySettings categories, Optional<DateEncoding> dates) {
    this(missing, categories, dates, MissingLabel.ERROR);
  }

  /** What holds if nothing is said. */
  public static final EncodingSettings DEFAULT =
      new EncodingSettings(
          Missing.ERROR, CategorySettings.DEFAULT, Optional.of(DateEncoding.CYCLIC));
}
