package org.lockstep.promise;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.AdaGrad;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Runs;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;

/**
 * Trains on sparse vectors on two executors of two cores, each a process, whose messages are at
 * most 1 MiB; one is killed in the middle of the last run. Prints what came of it.
 */
final class SparseOnExecutors {
  /** Numbers of a text whose weights do not fit a message: 3.6 MB. */
  static final int WIDE = 1 << 17;

  private static final String SMALL = "spark.lockstep.smallTableBytes";
  private static final List<ExchangeKind> EXCHANGES =
      List.of(ExchangeKind.RESIDENT, ExchangeKind.SHARDED, ExchangeKind.JOB);

  private final SparkSession spark;
  private final Path folder;

  private SparseOnExecutors(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** Runs by their names, on two tables of a folder. */
  static Map<String, Runs> runs(Path folder) {
    Runs texts = SparseTexts.runs(folder.resolve("texts").toString()).withLanes(8);
    Map<String, Runs> runs = new LinkedHashMap<>();
    runs.put("adamw", texts);
    runs.put("sgd", texts.withDescent(DescentSettings.of(new Sgd(), 0.1)));
    runs.put(
        "wide",
        texts
            .withTrain(folder.resolve("wide").toString())
            .withDescent(DescentSettings.of(new AdaGrad(), 0.05)));
    return runs;
  }

  /**
   * Trains.
   *
   * @param args a folder with the tables
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession session =
        OwnProcess.sessionOnExecutors("local-cluster[2,2,512]")
            .config("spark.rpc.message.maxSize", 1)
            .getOrCreate()) {
      new SparseOnExecutors(session, Path.of(args[0])).train();
    }
  }

  private void train() {
    Map<String, Runs> runs = runs(folder);
    TrainingListener idle = new TrainingListener() {};
    spark.conf().set(SMALL, "4000000"); // sorted by the driver
    print("driver", runs.get("sgd").withPartitions(3).withExchange(ExchangeKind.RESIDENT), idle);
    spark.conf().set(SMALL, "0"); // shuffled
    runs.forEach(
        (name, run) -> {
          for (int e = 0; e < EXCHANGES.size(); e++) {
            print(name, run.withPartitions(2 + e).withExchange(EXCHANGES.get(e)), idle);
          }
        });
    Runs struck = runs.get("sgd").withPartitions(4).withExchange(ExchangeKind.RESIDENT);
    print("struck", struck, new ShardedExecutors.Killer());
  }

  private void print(String name, Runs runs, TrainingListener listener) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    TrainingResult result = new Trainer(spark, runs.to(output), listener).train();
    System.out.println(name + " " + result.exchange() + " " + result.model().digest());
  }
}
