package org.lockstep.promise;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.ml.LockstepClassificationModel;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.model.Model;
import org.lockstep.network.Kernel;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Runs;
import org.lockstep.training.Trainer;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;
import org.lockstep.training.machine.ClusterSurvey;

/** Everything that Lockstep does with Spark, in a session that requires Kryo registration. */
final class RegisteredClassesOnly {
  private static final String SMALL = "spark.lockstep.smallTableBytes";

  private final SparkSession spark;
  private final Path folder;

  private RegisteredClassesOnly(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * Prints the results; throws if something does not work.
   *
   * @param args a master, and a folder
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession session =
        OwnProcess.sessionOnExecutors(args[0])
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrationRequired", true)
            .config("spark.sql.shuffle.partitions", 3)
            .getOrCreate()) {
      RegisteredClassesOnly program = new RegisteredClassesOnly(session, Path.of(args[1]));
      program.tables();
      program.dataFrames();
    }
  }

  private void tables() {
    String table = folder.resolve("table").toString(); // so many files that executors look at them
    Blobs.table(spark, KryoTest.ROWS).repartition(11).write().mode("overwrite").parquet(table);
    Runs runs = Runs.classification(table).withValidation(new Validation.Fraction(0.25));
    Runs texts = SparseTexts.runs(folder.resolve("texts").toString());
    for (String small : List.of("0", "4000000")) {
      spark.conf().set(SMALL, small);
      Model sparse = train(texts);
      print("texts", Evaluation.evaluate(spark, sparse, texts.data().train(), Optional.empty()));
      for (ExchangeKind exchange : List.of(ExchangeKind.JOB, ExchangeKind.RESIDENT)) {
        print("trained", train(runs.withExchange(exchange).withPartitions(2)).digest());
        print("sparse", train(texts.withExchange(exchange).withPartitions(2)).digest());
      }
      Model model = train(Runs.regression(table));
      print("regression", model.digest());
      print("evaluated", Evaluation.evaluate(spark, model, table, Optional.empty()));
      print("drawn", Prediction.sample(spark, model, table, 3));
    }
    ClusterSurvey.executors(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), Set.of(Kernel.ND4J))
        .forEach(executor -> print("product", executor.arithmetic().digest(Kernel.ND4J)));
  }

  private Model train(Runs runs) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(spark, runs.to(output)).train().model();
  }

  private void dataFrames() {
    Dataset<Row> rows = Blobs.table(spark, KryoTest.ROWS).withColumn("held", KryoTest.HELD).cache();
    LockstepClassifier classifier = KryoTest.classifier();
    for (String small : List.of("0", "4000000")) {
      spark.conf().set(SMALL, small);
      LockstepClassificationModel model = classifier.fit(rows);
      print("fitted", model.digest());
      model.registerFunction(spark, "answer");
      rows.createOrReplaceTempView("blobs");
      print(
          "predicted",
          spark
              .sql("SELECT sum(answer(struct(*)).prediction) FROM blobs")
              .first()
              .equals(model.transform(rows).selectExpr("sum(prediction)").first()));
    }
    try (TrainingDataCache cache = new TrainingDataCache(spark, path -> new DatasetTable(rows));
        var lease =
            cache.lease(
                Runs.classification(DatasetTable.NAME).data(),
                Optional.empty(),
                20,
                3,
                java.util.OptionalInt.empty())) {
      print("collected", lease.data().train().collect().size());
    }
  }

  private static void print(String what, Object value) {
    System.out.println(what + " " + value);
  }
}
