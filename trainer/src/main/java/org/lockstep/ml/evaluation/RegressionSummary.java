package org.lockstep.ml.evaluation;

import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The predictions of a regression model, and MLlib's metrics of them. */
public final class RegressionSummary extends PredictionSummary {
  private @Nullable RegressionMetrics metrics;

  /** Creates the summary; the metrics are computed when they are asked for. */
  public RegressionSummary(Dataset<Row> predictions, Columns columns) {
    super(predictions, columns);
  }

  /** Root mean squared error, R² and others, in the units of the label; computed by one pass. */
  public synchronized RegressionMetrics metrics() {
    if (metrics == null) {
      RegressionEvaluator evaluator =
          new RegressionEvaluator().setLabelCol(labelCol()).setPredictionCol(predictionCol());
      if (!weightCol().isEmpty()) {
        evaluator.setWeightCol(weightCol());
      }
      metrics = evaluator.getMetrics(predictions());
    }
    return metrics;
  }
}
