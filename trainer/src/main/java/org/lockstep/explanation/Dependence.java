package org.lockstep.explanation;

import java.util.List;
import org.lockstep.data.survey.RowsUsed;

/**
 * The partial dependence of a model's predictions on some columns.
 *
 * @param outputs the names of what is predicted: the labels of the classes, or the targets
 * @param means of the predictions of the rows as they are, one for each output
 * @param rows how many there are
 * @param columns in the order that was asked for
 * @param used which rows of the table were left out
 */
public record Dependence(
    List<String> outputs, List<Double> means, long rows, List<OfColumn> columns, RowsUsed used) {
  /** Copies the lists. */
  public Dependence {
    outputs = List.copyOf(outputs);
    means = List.copyOf(means);
    columns = List.copyOf(columns);
  }

  /**
   * That on one column.
   *
   * @param column its name
   * @param areNumbers whether the values are numbers, and not words
   * @param points numbers in ascending order; words by their frequency, the most frequent first
   */
  public record OfColumn(String column, boolean areNumbers, List<Point> points) {
    /** Copies the list. */
    public OfColumn {
      points = List.copyOf(points);
    }
  }

  /**
   * The mean prediction of all rows if each had one value in the column.
   *
   * @param value a {@code Double} or a {@code String}
   * @param predictions one for each output
   */
  public record Point(Object value, List<Double> predictions) {
    /** Copies the list. */
    public Point {
      predictions = List.copyOf(predictions);
    }
  }
}
