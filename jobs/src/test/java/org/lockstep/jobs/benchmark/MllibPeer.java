package org.lockstep.jobs.benchmark;

import java.io.IOException;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Spark MLlib's multilayer perceptron on Fashion-MNIST: L-BFGS over all examples, the only way it
 * trains in parallel. It shows nothing while it runs, so a fit is tried with more and more
 * iterations until it reaches the accuracy, and the time of that fit alone counts.
 */
public final class MllibPeer {
  private MllibPeer() {}

  /**
   * Trains.
   *
   * @param args the Parquet files to train and test on, iterations of the first fit, how many more
   *     each time, the accuracy to reach
   */
  public static void main(String[] args) throws IOException {
    int most = Integer.parseInt(args[2]);
    int more = Integer.parseInt(args[3]);
    double wanted = Double.parseDouble(args[4]);
    try (SparkSession spark = LocalSession.open()) {
      Dataset<Row> train = read(spark, args[0]);
      Dataset<Row> test = read(spark, args[1]);
      for (double accuracy = 0; accuracy < wanted; most += more) {
        long start = System.nanoTime();
        MultilayerPerceptronClassificationModel model =
            new MultilayerPerceptronClassifier()
                .setLayers(new int[] {784, 256, 128, 10})
                .setMaxIter(most)
                .setTol(0)
                .setSeed(1)
                .fit(train);
        double seconds = (System.nanoTime() - start) * 1e-9;
        accuracy =
            new MulticlassClassificationEvaluator()
                .setMetricName("accuracy")
                .evaluate(model.transform(test));
        double elapsed = (System.nanoTime() - start) * 1e-9;
        PeerLine.print(most, seconds, elapsed, accuracy);
      }
    }
  }

  private static Dataset<Row> read(SparkSession spark, String path) {
    Dataset<Row> table =
        spark
            .read()
            .parquet(path)
            .selectExpr("transform(pixels, p -> p / 255.0d) AS pixels", "label")
            .repartition(2);
    Dataset<Row> vectors =
        table.select(
            functions.array_to_vector(table.col("pixels")).as("features"), table.col("label"));
    vectors.persist().count();
    return vectors;
  }
}
