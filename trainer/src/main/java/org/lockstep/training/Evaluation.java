package org.lockstep.training;

import org.apache.spark.sql.SparkSession;
import org.lockstep.data.DealtLanes;
import org.lockstep.data.TrainingData;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.lane.Assignment;

/** How well a model does on a table. */
public final class Evaluation {
  /** Lanes of an evaluation: a constant, so that its sums are the same on every cluster. */
  private static final int LANES = 64;

  private Evaluation() {}

  /**
   * Judges a model.
   *
   * @param dataPath a Parquet file, a folder of them, or a glob, with the model's features and
   *     label
   * @throws org.lockstep.UserException if the table cannot be read, or not by this model
   */
  public static Metrics evaluate(SparkSession spark, Model model, String dataPath) {
    int partitions = Math.max(1, Math.min(LANES, spark.sparkContext().defaultParallelism()));
    DealtLanes lanes =
        TrainingData.evaluationLanes(spark, model.encoding(), dataPath, LANES, partitions);
    Assignment assignment =
        new Assignment(model.topology(), model.encoding().target().task(), lanes.plan(), 0);
    try (Exchange exchange = new JobExchange(lanes, assignment)) {
      return exchange.metrics(model.parameters(), lanes).metrics(model.encoding());
    } finally {
      lanes.release();
    }
  }
}
