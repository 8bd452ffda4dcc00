package org.lockstep.jobs.settings;

import java.util.List;
import java.util.Optional;
import org.lockstep.data.CategorySettings;
import org.lockstep.data.EncodingSettings;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Unseen;

/** Reads how words, dates and missing values become inputs. */
final class EncodingReader {
  private static final String DATES = "data.dates";
  private static final String REFUSED = "error";

  private final SettingReader reader;

  EncodingReader(SettingReader reader) {
    this.reader = reader;
  }

  EncodingSettings settings() {
    return new EncodingSettings(
        missing("data.missing"),
        new CategorySettings(
            reader.wholeNumber("data.categories.max-levels", 1),
            reader.wholeNumber("data.categories.hash-buckets", 2),
            reader.oneOf("data.categories.unseen", List.of(Unseen.values()), Unseen::settingsName),
            missing("data.categories.missing")),
        dates(),
        reader.oneOf(
            "data.missing-label", List.of(MissingLabel.values()), MissingLabel::settingsName));
  }

  private Missing missing(String key) {
    return reader.oneOf(key, List.of(Missing.values()), Missing::settingsName);
  }

  private Optional<DateEncoding> dates() {
    return reader.text(DATES).equals(REFUSED)
        ? Optional.empty()
        : Optional.of(
            reader.oneOf(DATES, List.of(DateEncoding.values()), DateEncoding::settingsName));
  }
}
