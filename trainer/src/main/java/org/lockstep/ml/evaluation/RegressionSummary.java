package org.lockstep.ml.evaluation;

import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The predictions of a regression model, and MLlib's metrics of them. */
public final class RegressionSummary {
  private final Dataset<Row> predictions;
  private final Columns columns;
  private @Nullable RegressionMetrics metrics;

  /**
   * The columns that are compared.
   *
   * @param label the number to predict
   * @param prediction the predicted number
   * @param weight of the examples; empty for none
   */
  public record Columns(String label, String prediction, String weight) {}

  /** Creates the summary; the metrics are computed when they are asked for. */
  public RegressionSummary(Dataset<Row> predictions, Columns columns) {
    this.predictions = predictions;
    this.columns = columns;
  }

  /** The DataFrame with the model's column. */
  public Dataset<Row> predictions() {
    return predictions;
  }

  /** The column of labels. */
  public String labelCol() {
    return columns.label();
  }

  /** The column of predictions. */
  public String predictionCol() {
    return columns.prediction();
  }

  /** The column of weights; empty for none. */
  public String weightCol() {
    return columns.weight();
  }

  /** Root mean squared error, R² and others, in the units of the label; computed by one pass. */
  public synchronized RegressionMetrics metrics() {
    if (metrics == null) {
      RegressionEvaluator evaluator =
          new RegressionEvaluator()
              .setLabelCol(columns.label())
              .setPredictionCol(columns.prediction());
      if (!columns.weight().isEmpty()) {
        evaluator.setWeightCol(columns.weight());
      }
      metrics = evaluator.getMetrics(predictions);
    }
    return metrics;
  }
}
