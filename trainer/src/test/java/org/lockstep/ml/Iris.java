package org.lockstep.ml;

import java.nio.file.Path;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lockstep.support.SharedSpark;

/** The 150 flowers of Fisher, 120 to train on, as stages of Spark ML take them. */
final class Iris {
  private static final SparkSession SPARK = SharedSpark.session();

  static final String[] MEASUREMENTS = {
    "sepal_length", "sepal_width", "petal_length", "petal_width"
  };

  private Iris() {}

  /** Maven runs the tests of a module in its folder. */
  static Dataset<Row> table(String part) {
    return SPARK
        .read()
        .parquet(Path.of("..", "conf", "data", "iris-%s.parquet".formatted(part)).toString());
  }

  /** With a column {@code features} of vectors, and {@code label}, 0 to 2 with its metadata. */
  static Dataset<Row> train() {
    Dataset<Row> train = table("train");
    Dataset<Row> indexed =
        new StringIndexer()
            .setInputCol("species")
            .setOutputCol("label")
            .setStringOrderType("alphabetAsc")
            .fit(train)
            .transform(train);
    return new VectorAssembler()
        .setInputCols(MEASUREMENTS)
        .setOutputCol("features")
        .transform(indexed);
  }

  /** A small network that learns it. */
  static LockstepClassifier classifier() {
    return new LockstepClassifier()
        .setHiddenLayers(8)
        .setSolver("adam")
        .setStepSize(0.05)
        .setBatchSize(20)
        .setMaxIter(15)
        .setLanes(4);
  }
}
