package org.lockstep.jobs.benchmark;

import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.network.Initializer;
import org.lockstep.training.lane.LaneContext;

/**
 * What the same bits cost: the fixed tree against sums in the order in which they come, lanes
 * against no lanes, and rows in the order of their content against rows as they are read.
 */
final class DeterminismTable implements Table {
  @Override
  public String name() {
    return "determinism";
  }

  @Override
  public String question() {
    return "Price of determinism: 60,000 rows of 784 numbers, 784-256-128-10, two threads";
  }

  @Override
  public String takes() {
    return "5 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException, ExecutionException {
    Report report = bench.report(this);
    Synthetic table = new Synthetic(bench, bench.times(60_000, 8192), 784);
    List<String> settings =
        List.of("spark.master=\"local[2]\"", "network.hidden=[256,128]", "data.classes=10");
    try (BenchmarkSession session = new BenchmarkSession(table.settings(), settings)) {
      Report.Grid epochs =
          report.grid(
              "Seconds an epoch.",
              "batch",
              "fixed tree over the lanes",
              "arrival order",
              "tree over arrival",
              "arrival order, one lane a thread",
              "tree over one lane a thread");
      for (int batch : new int[] {128, 1024}) {
        epochs(bench, session, batch, epochs);
      }
      Report.Grid preparation =
          report.grid(
              "Preparation, seconds.",
              "lanes in the order of content",
              "Spark reads, sorts by hash and caches",
              "Spark reads and caches",
              "lanes over sorted",
              "lanes over read");
      preparation(bench, session, table, preparation);
    }
    report.note(
        "Median (minimum, p10, p90); in each round every variant runs one epoch, or one"
            + " preparation, and a ratio is that of one round. The variants share the loop, the"
            + " threads and the arithmetic of a lane; in arrival order a thread takes the next free"
            + " lane and adds it to its own sum, and the driver adds the sums as they come."
            + " Lockstep's preparation reads the table twice: once to check and measure every"
            + " column.");
    return report;
  }

  private static void epochs(Bench bench, BenchmarkSession session, int batch, Report.Grid grid)
      throws InterruptedException, ExecutionException {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    try (TwoThreads tree = loop(session, batch, "auto", TwoThreads.Order.TREE);
        TwoThreads arrival = loop(session, batch, "auto", TwoThreads.Order.ARRIVAL);
        TwoThreads whole = loop(session, batch, "2", TwoThreads.Order.ARRIVAL)) {
      List<Map.Entry<String, TwoThreads>> variants =
          Arrays.asList(
              Map.entry("tree", tree), Map.entry("arrival", arrival), Map.entry("whole", whole));
      int warmUp = bench.times(3, 1);
      for (int epoch = 0; epoch < warmUp + bench.times(30, 3); epoch++) {
        Collections.rotate(variants, 1); // the first variant runs with the caches of another one
        for (Map.Entry<String, TwoThreads> variant : variants) {
          double took = variant.getValue().epoch(epoch);
          if (epoch >= warmUp) {
            seconds.computeIfAbsent(variant.getKey(), v -> new ArrayList<>()).add(took);
          }
        }
      }
    }
    bench.log("batch %d: tree %s", batch, Spread.of(seconds.get("tree")));
    grid.row(
        batch,
        Spread.of(seconds.get("tree")),
        Spread.of(seconds.get("arrival")),
        ratio(seconds.get("tree"), seconds.get("arrival")),
        Spread.of(seconds.get("whole")),
        ratio(seconds.get("tree"), seconds.get("whole")));
  }

  private static TwoThreads loop(
      BenchmarkSession session, int batch, String lanes, TwoThreads.Order order) {
    BenchmarkSession.Prepared prepared =
        session.prepare(List.of("training.batch-size=" + batch, "training.lanes=" + lanes));
    TrainingData data = prepared.data();
    List<Lane> all = data.train().collect();
    LaneContext context =
        new LaneContext(
            prepared.topology(),
            prepared.settings().training().network().kernel(),
            prepared.settings().data().target().task(),
            data.train().plan(),
            1);
    data.release();
    return new TwoThreads(all, context, Initializer.draw(prepared.topology(), 1), order);
  }

  private static void preparation(
      Bench bench, BenchmarkSession session, Synthetic table, Report.Grid grid) {
    SparkSession spark = session.spark();
    List<Double> lanes = new ArrayList<>();
    List<Double> sorted = new ArrayList<>();
    List<Double> read = new ArrayList<>();
    int warmUp = bench.times(2, 1);
    for (int round = -warmUp; round < bench.times(10, 1); round++) {
      double a = seconds(() -> session.prepare(List.of()).data().release());
      double b = seconds(() -> cache(rows(spark, table).orderBy(expr("xxhash64(x)"))));
      double c = seconds(() -> cache(rows(spark, table)));
      if (round >= 0) {
        lanes.add(a);
        sorted.add(b);
        read.add(c);
      }
    }
    grid.row(
        Spread.of(lanes),
        Spread.of(sorted),
        Spread.of(read),
        ratio(lanes, sorted),
        ratio(lanes, read));
  }

  private static Dataset<Row> rows(SparkSession spark, Synthetic table) {
    return spark.read().parquet(table.table());
  }

  private static void cache(Dataset<Row> rows) {
    rows.persist(StorageLevel.MEMORY_AND_DISK()).count();
    rows.unpersist(true);
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-9;
  }

  private static Spread ratio(List<Double> of, List<Double> over) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      ratios.add(of.get(i) / over.get(i));
    }
    return Spread.of(ratios);
  }
}
