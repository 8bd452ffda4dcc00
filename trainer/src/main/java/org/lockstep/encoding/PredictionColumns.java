package org.lockstep.encoding;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import org.lockstep.UserException;

/**
 * The names of the columns that {@code predict} adds to a table.
 *
 * @param prediction the column of the predicted label, or of the predicted numbers
 * @param probability the column of the probabilities of the classes; not used for a regression
 */
public record PredictionColumns(String prediction, String probability) implements Serializable {
  /** The default names. */
  public static final PredictionColumns DEFAULT =
      new PredictionColumns("prediction", "probability");

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
