package org.lockstep.training.evaluation;

import java.util.Comparator;
import java.util.List;
import org.lockstep.data.survey.RowsUsed;
import org.lockstep.metric.ValidationMetric;

/**
 * The permutation importance of a model's columns on a table.
 *
 * @param metric that it is measured by
 * @param value of the metric on the table as it is
 * @param examples their number
 * @param columns in the order of the model's features
 * @param rows which rows of the table were left out
 */
public record Importance(
    ValidationMetric metric, double value, long examples, List<OfColumn> columns, RowsUsed rows) {
  /** Copies the list. */
  public Importance {
    columns = List.copyOf(columns);
  }

  /**
   * The importance of one column.
   *
   * @param column its name
   * @param losses by how much the metric gets worse, for each permutation
   */
  public record OfColumn(String column, List<Double> losses) {
    /** Copies the list. */
    public OfColumn {
      losses = List.copyOf(losses);
    }

    /** The mean over the permutations. */
    public double mean() {
      return losses.stream().mapToDouble(loss -> loss).sum() / losses.size();
    }

    /** The standard deviation over the permutations, as scikit-learn's. */
    public double deviation() {
      double mean = mean();
      double squares = losses.stream().mapToDouble(loss -> (loss - mean) * (loss - mean)).sum();
      return Math.sqrt(squares / losses.size());
    }
  }

  /** The columns, the most important one first; equally important ones in their order. */
  public List<OfColumn> ranked() {
    return columns.stream().sorted(Comparator.comparingDouble(OfColumn::mean).reversed()).toList();
  }
}
