package org.lockstep.ml.evaluation;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The predictions of a model on a DataFrame. */
public abstract class PredictionSummary {
  private final Dataset<Row> predictions;
  private final Columns columns;

  /**
   * The columns that are compared.
   *
   * @param label the label as the user has it
   * @param prediction the predicted number
   * @param weight of the examples; empty for none
   */
  public record Columns(String label, String prediction, String weight) {}

  PredictionSummary(Dataset<Row> predictions, Columns columns) {
    this.predictions = predictions;
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
}
