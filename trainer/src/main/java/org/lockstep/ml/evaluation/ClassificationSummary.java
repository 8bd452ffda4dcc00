package org.lockstep.ml.evaluation;

import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The predictions of a classification model, and MLlib's metrics of them. */
public final class ClassificationSummary extends PredictionSummary {
  private final Dataset<Row> indexed;
  private final String index;
  private @Nullable MulticlassMetrics metrics;

  /**
   * Creates the summary; the metrics are computed when they are asked for.
   *
   * @param predictions as the user sees them
   * @param indexed the same with the column {@code index}
   * @param index the label as a number to compare: the column itself, or one beside it
   */
  public ClassificationSummary(
      Dataset<Row> predictions, Columns columns, Dataset<Row> indexed, String index) {
    super(predictions, columns);
    this.indexed = indexed;
    this.index = index;
  }

  /** Accuracy, and precision, recall and others by label; computed by one pass over the rows. */
  public synchronized MulticlassMetrics metrics() {
    if (metrics == null) {
      MulticlassClassificationEvaluator evaluator =
          new MulticlassClassificationEvaluator()
              .setLabelCol(index)
              .setPredictionCol(predictionCol());
      if (!weightCol().isEmpty()) {
        evaluator.setWeightCol(weightCol());
      }
      metrics = evaluator.getMetrics(indexed);
    }
    return metrics;
  }
}
