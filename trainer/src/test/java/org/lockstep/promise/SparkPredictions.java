package org.lockstep.promise;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lockstep.model.ModelFiles;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.training.evaluation.Prediction;

/** What Spark predicts for a table, which the scorer must predict too. */
final class SparkPredictions {
  private SparkPredictions() {}

  /**
   * Predicts the classes of a table whose first column numbers its rows.
   *
   * @param saved folder of the model
   * @param output where the predictions are written
   */
  static Map<Integer, Row> byNumber(SparkSession spark, Path saved, String table, Path output) {
    Prediction.write(spark, ModelFiles.read(saved), table, output.toString());
    Map<Integer, Row> answers = new HashMap<>();
    spark
        .read()
        .parquet(output.toString())
        .collectAsList()
        .forEach(row -> answers.put(row.getInt(0), row));
    return answers;
  }

  /** The answer that the scorer must give to the same row. */
  static RowPrediction.Label label(Row answer) {
    return new RowPrediction.Label(answer.getAs("prediction"), answer.getList(answer.size() - 1));
  }
}
