package org.lockstep.encoding;

import java.util.Arrays;
import java.util.List;
import org.lockstep.Quoted;
import org.lockstep.UserException;

/** Errors for values that a column cannot encode: missing ones, and arrays of another length. */
final class ValueErrors {
  private ValueErrors() {}

  /**
   * Requires that a column allows missing values.
   *
   * @throws UserException if it does not
   */
  static void requireAllowed(FeatureColumn column) {
    if (column.missing() == Missing.ERROR) {
      throw new UserException(
          "column %s has no value (null or NaN)".formatted(column.name()),
          "a row",
          "give one, or train with %s = mean, indicator or skip"
              .formatted(
                  column instanceof FeatureColumn.OfLevels || column instanceof HashedColumn
                      ? "data.categories.missing (missingWords of an estimator)"
                      : "data.missing (missing of an estimator)"));
    }
  }

  static UserException width(FeatureColumn column, int found, int expected) {
    return new UserException(
        "column %s has %d values; the model was trained on %d"
            .formatted(column.name(), found, expected),
        "a row",
        "give the model the columns that it was trained on");
  }

  static UserException transform(NumberColumn column, double found) {
    return new UserException(
        "column %s is %s, and its %s is defined for %s alone"
            .formatted(
                column.name(),
                found,
                column.transform().settingsName(),
                column.transform().domain()),
        "a row",
        "correct it, or train with another data.columns transform");
  }

  /**
   * Whether a row with a word that the model does not know is encoded; false if it is left out.
   *
   * @throws UserException if the column refuses such a word
   */
  static boolean takesUnseen(FeatureColumn.OfLevels column, String word) {
    if (column.unseen() == Unseen.ERROR) {
      throw new UserException(
          "column %s has the value %s, which none of the training rows had"
              .formatted(column.name(), Quoted.always(word)),
          "a row",
          "correct it, or train with data.categories.unseen = zero or skip");
    }
    return column.unseen() == Unseen.ZERO;
  }

  /**
   * Writes the inputs for a missing word.
   *
   * @return false if the row is to be left out
   */
  static boolean fillLevels(FeatureColumn column, List<Double> shares, double[] to, int from) {
    requireAllowed(column);
    int inputs = column.inputs();
    Arrays.fill(to, from, from + inputs, 0);
    switch (column.missing()) {
      case MEAN -> {
        for (int i = 0; i < inputs; i++) {
          to[from + i] = shares.get(i);
        }
      }
      case INDICATOR -> to[from + inputs - 1] = 1;
      default -> {}
    }
    return column.missing() != Missing.SKIP;
  }
}
