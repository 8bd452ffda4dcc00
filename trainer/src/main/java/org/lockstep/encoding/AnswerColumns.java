package org.lockstep.encoding;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import org.lockstep.UserException;

/**
 * The names of the columns that {@code predict} adds to a table.
 *
 * @param prediction of the label, or of the numbers
 * @param probability of the classes' probabilities; a regression has no such column
 */
public record AnswerColumns(String prediction, String probability) implements Serializable {
  /** The names if nothing is said. */
  public static final AnswerColumns DEFAULT = new AnswerColumns("prediction", "probability");

  /**
   * Checks the names.
   *
   * @throws UserException if one is blank
   */
  public AnswerColumns {
    if (prediction.isBlank() || probability.isBlank()) {
      throw new UserException(
          "the name of a column of predictions is blank",
          "--prediction-column, --probability-column",
          "name the column");
    }
  }

  /** Those that a model writes. */
  public List<String> names(TargetEncoding target) {
    return target.task() == Task.CLASSIFICATION
        ? List.of(prediction, probability)
        : List.of(prediction);
  }

  /** The default names, with as many underscores behind them as tell them from some columns. */
  public static AnswerColumns besides(Collection<String> columns) {
    return new AnswerColumns(free(DEFAULT.prediction, columns), free(DEFAULT.probability, columns));
  }

  private static String free(String name, Collection<String> columns) {
    String free = name;
    while (columns.stream().anyMatch(free::equalsIgnoreCase)) {
      free += "_";
    }
    return free;
  }
}
