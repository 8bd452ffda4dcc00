package org.lockstep.ml.evaluation;

import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The predictions of a classification model, and MLlib's metrics of them. */
public final class ClassificationSummary {
  private final Dataset<Row> predictions;
  private final Dataset<Row> indexed;
  private final Columns columns;
  private @Nullable MulticlassMetrics metrics;

  /**
   * The columns that are compared.
   *
   * @param label the label as the user has it
   * @param index the label as a number to compare, the column itself or one beside it
   * @param prediction the predicted number
   * @param weight of the examples; empty for none
   */
  public record Columns(String label, String index, String prediction, String weight) {}

  /**
   * Creates the summary; the metrics are computed when they are asked for.
   *
   * @param predictions as the user sees them
   * @param indexed the same with the column {@code index}
   */
  public ClassificationSummary(Dataset<Row> predictions, Dataset<Row> indexed, Columns columns) {
    this.predictions = predictions;
    this.indexed = indexed;
    this.columns = columns;
  }

  /** The DataFrame with the model's columns. */
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

  /** Accuracy, and precision, recall and others by label; computed by one pass over the rows. */
  public synchronized MulticlassMetrics metrics() {
    if (metrics == null) {
      MulticlassClassificationEvaluator evaluator =
          new MulticlassClassificationEvaluator()
              .setLabelCol(columns.index())
              .setPredictionCol(columns.prediction());
      if (!columns.weight().isEmpty()) {
        evaluator.setWeightCol(columns.weight());
      }
      metrics = evaluator.getMetrics(indexed);
    }
    return metrics;
  }
}
