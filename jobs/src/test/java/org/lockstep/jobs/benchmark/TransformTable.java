package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.ml.LockstepClassificationModel;
import org.lockstep.ml.LockstepClassifier;

/** The time of predictions for a table, compared with MLlib's perceptron. */
final class TransformTable implements Table {
  private static final String LOCKSTEP = "Lockstep, transform";
  private static final String NOTHING = "the rows alone";

  @Override
  public String name() {
    return "transform";
  }

  @Override
  public String question() {
    return "Transform: Fashion-MNIST through 784-256-128-10, beside MLlib";
  }

  @Override
  public String takes() {
    return "4 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "Microseconds a row, on each of two cores.",
            "answers by",
            "a row",
            "less the rows alone",
            "over Lockstep's");
    List<String> settings = List.of("spark.master=\"local[2]\"", "spark.ui.enabled=false");
    try (BenchmarkSession session =
        new BenchmarkSession(bench.fashionMnist().toString(), settings)) {
      Dataset<Row> table = pictures(bench, session.spark()).repartition(2).persist();
      long rows = table.count();
      Map<String, Runnable> ways = ways(table, session.spark());
      Map<String, List<Double>> micros = new LinkedHashMap<>();
      for (int round = -bench.times(3, 1); round < bench.times(15, 2); round++) {
        for (Map.Entry<String, Runnable> way : ways.entrySet()) {
          long start = System.nanoTime();
          way.getValue().run();
          double each = (System.nanoTime() - start) * 1e-3 * 2 / rows;
          if (round >= 0) {
            micros.computeIfAbsent(way.getKey(), name -> new ArrayList<>()).add(each);
          }
        }
      }
      for (Map.Entry<String, List<Double>> way : micros.entrySet()) {
        add(bench, grid, way.getKey(), way.getValue(), micros);
      }
    }
    report.note(
        "Median (minimum, p10, p90) over the rounds; in each round every way goes once over the"
            + " 60,000 pictures, which are cached as Spark ML vectors, and its rows are thrown"
            + " away. The ratio is that of one round, all of it, the rows' own cost included.");
    return report;
  }

  private static Dataset<Row> pictures(Bench bench, SparkSession spark) {
    String part = bench.quick() ? "test" : "train";
    Dataset<Row> table =
        spark
            .read()
            .parquet(
                bench
                    .root()
                    .resolve("conf/data/fashion-mnist-%s.parquet".formatted(part))
                    .toString())
            .selectExpr("transform(pixels, p -> p / 255.0d) AS pixels", "label");
    return table.select(
        functions.array_to_vector(table.col("pixels")).as("features"), table.col("label"));
  }

  private static Map<String, Runnable> ways(Dataset<Row> table, SparkSession spark) {
    Dataset<Row> train = table.limit(1000);
    LockstepClassificationModel lockstep =
        new LockstepClassifier().setHiddenLayers(256, 128).setMaxIter(1).fit(train);
    Transformer mllib =
        new MultilayerPerceptronClassifier()
            .setLayers(new int[] {784, 256, 128, 10})
            .setMaxIter(1)
            .setSeed(1)
            .fit(train);
    lockstep.registerFunction(spark, "lockstep");
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put(NOTHING, () -> throwAway(table));
    ways.put(LOCKSTEP, () -> throwAway(lockstep.transform(table)));
    ways.put(
        "Lockstep, SQL function",
        () -> throwAway(table.selectExpr("*", "lockstep(struct(features)) AS answer")));
    ways.put("MLlib, transform", () -> throwAway(mllib.transform(table)));
    return ways;
  }

  private static void throwAway(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  private static void add(
      Bench bench,
      Report.Grid grid,
      String name,
      List<Double> micros,
      Map<String, List<Double>> all) {
    List<Double> alone = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < micros.size(); round++) {
      alone.add(micros.get(round) - all.get(NOTHING).get(round));
      ratios.add(micros.get(round) / all.get(LOCKSTEP).get(round));
    }
    bench.log("%s: %s us a row", name, Spread.of(micros));
    boolean isNothing = name.equals(NOTHING);
    grid.row(
        name,
        Spread.of(micros),
        isNothing ? "" : Spread.of(alone),
        name.equals(LOCKSTEP) || isNothing ? "" : Spread.of(ratios));
  }
}
