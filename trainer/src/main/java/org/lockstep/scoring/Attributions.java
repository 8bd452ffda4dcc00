package org.lockstep.scoring;

import java.util.List;

/**
 * The prediction of a row, attributed to its columns: for each output the attributions add up to
 * the prediction less the mean prediction of the baseline rows.
 *
 * @param outputs the labels of the classes, or the targets
 * @param prediction the probability of each class, or each target in the units of the data
 * @param baseline the mean prediction of the baseline rows, for each output
 * @param columns in the order of the model's features
 */
public record Attributions(
    List<String> outputs, List<Double> prediction, List<Double> baseline, List<OfColumn> columns) {
  /** Copies the lists. */
  public Attributions {
    outputs = List.copyOf(outputs);
    prediction = List.copyOf(prediction);
    baseline = List.copyOf(baseline);
    columns = List.copyOf(columns);
  }

  /**
   * What the value of a column contributes.
   *
   * @param column its name
   * @param values the Shapley value for each output
   * @param errors the standard errors of these, which are at most so large
   */
  public record OfColumn(String column, List<Double> values, List<Double> errors) {
    /** Copies the lists. */
    public OfColumn {
      values = List.copyOf(values);
      errors = List.copyOf(errors);
    }
  }
}
