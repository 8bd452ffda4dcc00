package org.lockstep.encoding;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.encoding.curve.Interval;

/**
 * The columns of a table of predictions.
 *
 * @param prediction the column of the predicted label, or of the predicted numbers
 * @param probability the column of the probabilities of the classes, or what their names begin
 *     with; not used for a regression
 * @param form of the probabilities
 * @param kept the columns of the table that stand beside the predictions, in this order; null for
 *     all of them
 * @param interval around the predictions of a regression, whose ends are in the columns {@code
 *     NAME_low} and {@code NAME_high}; null for none
 */
public record PredictionColumns(
    String prediction,
    String probability,
    Form form,
    @Nullable List<String> kept,
    @Nullable Interval interval)
    implements Serializable {
  /** The default names, and an array of probabilities beside all columns of the table. */
  public static final PredictionColumns DEFAULT =
      new PredictionColumns("prediction", "probability");

  /** The forms of the probabilities. */
  public enum Form {
    /** One column, a struct with a field for each class, by its name: {@code probability.good}. */
    STRUCT,
    /** A column for each class: {@code probability_good}. */
    COLUMNS,
    /** One column, an array in the order of the encoding's labels. */
    ARRAY;

    /** Its name as an option's value. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the names.
   *
   * @throws UserException if one is blank
   */
  public PredictionColumns {
    if (prediction.isBlank() || probability.isBlank()) {
      throw new UserException(
          "the name of a column of predictions is blank",
          "--prediction-column, --probability-column",
          "name the column");
    }
    kept = kept == null ? null : List.copyOf(kept);
  }

  /** Names of columns beside all columns of the table, the probabilities in an array. */
  public PredictionColumns(String prediction, String probability) {
    this(prediction, probability, Form.ARRAY, null, null);
  }

  /** The same with another form of the probabilities. */
  public PredictionColumns with(Form other) {
    return new PredictionColumns(prediction, probability, other, kept, interval);
  }

  /** The same with an interval. */
  public PredictionColumns with(Interval other) {
    return new PredictionColumns(prediction, probability, form, kept, other);
  }

  /** The column of the lower ends of the interval. */
  public String low() {
    return prediction + "_low";
  }

  /** The column of the upper ends of the interval. */
  public String high() {
    return prediction + "_high";
  }

  /**
   * The names of classes as those of columns or fields, in the order of the labels.
   *
   * @throws UserException if {@link #faultOf} finds a fault
   */
  public static List<String> namesOf(TargetEncoding.Classes classes) {
    faultOf(classes)
        .ifPresent(
            fault -> {
              throw new UserException(fault, "--probability", "give --probability array");
            });
    return classes.labels().stream().map(String::valueOf).toList();
  }

  /**
   * Why the classes cannot name columns: one is blank, or two differ in upper and lower case only,
   * which SQL does not tell apart; empty if they can.
   */
  public static Optional<String> faultOf(TargetEncoding.Classes classes) {
    Map<String, Object> seen = new HashMap<>();
    for (Object label : classes.labels()) {
      String name = String.valueOf(label);
      Object other = seen.put(name.toLowerCase(Locale.ROOT), label);
      if (name.isBlank()) {
        return Optional.of("the class %s cannot name a column".formatted(Quoted.always(name)));
      } else if (other != null) {
        return Optional.of(
            "the classes %s and %s cannot both name a column"
                .formatted(Quoted.of(other), Quoted.of(label)));
      }
    }
    return Optional.empty();
  }

  /** The names of the columns that a model adds. */
  public List<String> names(TargetEncoding target) {
    return target.task() == Task.CLASSIFICATION
        ? List.of(prediction, probability)
        : List.of(prediction);
  }

  /** The default names, with underscores appended until no given column has the name. */
  public static PredictionColumns besides(Collection<String> columns) {
    return new PredictionColumns(
        free(DEFAULT.prediction, columns), free(DEFAULT.probability, columns));
  }

  private static String free(String name, Collection<String> columns) {
    String free = name;
    while (columns.stream().anyMatch(free::equalsIgnoreCase)) {
      free += "_";
    }
    return free;
  }
}
