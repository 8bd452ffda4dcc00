package org.lockstep.promise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.support.OwnProcess;
import org.lockstep.support.Runs;
import org.lockstep.training.IterationResult;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.LockstepPlugin;

/** Runs on executors of several cores, for {@link ExecutorsTest}; prints what it finds. */
final class RunsOnExecutors {
  private static final String SENT = "exchange.bytesSent";
  private static final String RECEIVED = "exchange.bytesReceived";
  private static final String SMALL = "spark.lockstep.smallTableBytes";

  private final SparkSession spark;
  private final Path folder;
  private final Runs runs;

  private RunsOnExecutors(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
    runs = small(folder);
  }

  /** A run whose parameters fit a message. */
  static Runs small(Path folder) {
    return Runs.classification(folder.resolve("table").toString())
        .withLanes(16)
        .withExchange(ExchangeKind.RESIDENT);
  }

  /** A run whose parameters do not fit a message of 1 MiB. */
  static Runs large(Path folder) {
    return small(folder)
        .withLanes(4)
        .withEpochs(1)
        .withBatchSize(150)
        .withNetwork(
            NetworkSettings.of(List.of(700, 500), Activation.RELU, new Loss.CrossEntropy(0)));
  }

  /**
   * Trains.
   *
   * @param args a master, and a folder with the table
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession session =
        OwnProcess.sessionOnExecutors(args[0])
            .config("spark.rpc.message.maxSize", 1)
            .getOrCreate()) {
      RunsOnExecutors program = new RunsOnExecutors(session, Path.of(args[1]));
      program.counted();
      program.disturbed();
    }
  }

  private void counted() {
    for (String smallTable : List.of("0", "4000000")) {
      spark.conf().set(SMALL, smallTable);
      for (int partitions : new int[] {4, 3, 1}) {
        print("resident " + partitions, runs.withPartitions(partitions));
      }
    }
    print("job 4", runs.withPartitions(4).withExchange(ExchangeKind.JOB));
    print("thirteen", runs.withLanes(13).withPartitions(3));
    print("few lanes", runs.withLanes(2));
    print("large", large(folder));
    print("sharded", large(folder).withPartitions(2).withExchange(ExchangeKind.SHARDED));
    print("auto", runs.withExchange(ExchangeKind.AUTO));
  }

  private void disturbed() {
    Runs longer = runs.withPartitions(4).withEpochs(8);
    print("undisturbed", longer);
    print("frozen", longer, () -> freeze(7_000));
    print("killed", longer, () -> executors().get(0).destroyForcibly());
  }

  private void print(String name, Runs of, Runnable... deed) {
    Watched watched = new Watched(List.of(deed));
    long sentBefore = sentByTasks();
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    String digest = new Trainer(spark, of.to(output), watched).train().model().digest();
    System.out.printf(
        "%s | %s | %s | sent %d of %d | received %d of %d | peers %d of %d | elsewhere %.2f | %s%n",
        name,
        digest,
        watched.plan.exchange(),
        (counter(SENT) - watched.sent) / (watched.iterations - 1),
        watched.plan.traffic().parameterBytes(),
        (counter(RECEIVED) - watched.received) / (watched.iterations - 1),
        watched.plan.traffic().gradientBytes(),
        (sentByTasks() - sentBefore) / watched.iterations,
        watched.plan.traffic().peerBytes(),
        watched.elsewhere,
        watched.lines);
  }

  private static long counter(String name) {
    return LockstepPlugin.metrics().orElseThrow().counter(name).getCount();
  }

  /** Bytes that tasks have sent to those of other executors, as these count them. */
  private long sentByTasks() {
    Map<String, Long> counts = new HashMap<>();
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(0, 1, 2, 3), 4)
        .map(
            slot -> {
              Thread.sleep(100); // otherwise one executor runs them all
              return "%s %d"
                  .formatted(
                      SparkEnv.get().executorId(),
                      SparkEnv.get()
                          .metricsSystem()
                          .getSourcesByName("plugin." + LockstepPlugin.class.getName())
                          .head()
                          .metricRegistry()
                          .counter("tasks.bytesSent")
                          .getCount());
            })
        .collect()
        .forEach(line -> counts.put(line.split(" ")[0], Long.parseLong(line.split(" ")[1])));
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The JVMs that Spark has started; their command lines may be too long to be seen. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .toList();
  }

  private static void freeze(long millis) {
    long pid = executors().get(0).pid();
    signal("STOP", pid);
    new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              signal("CONT", pid);
            })
        .start();
  }

  private static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Counts iterations, collects warnings and notices, and disturbs the run after an epoch. */
  private static final class Watched implements TrainingListener {
    private final List<Runnable> deeds;
    private final List<String> lines = new ArrayList<>();
    private TrainingPlan plan;
    private long iterations;
    private long slowest;

    /** Bytes after the first iteration, for which tasks may come one after the other. */
    private long sent;

    private long received;

    /** The share of the slowest iteration that is not the exchange's. */
    private double elsewhere;

    Watched(List<Runnable> deeds) {
      this.deeds = deeds;
    }

    @Override
    public void started(TrainingPlan plan) {
      this.plan = plan;
      lines.addAll(plan.warnings());
      plan.estimates().ifPresent(all -> lines.add(all.line()));
    }

    @Override
    public void iterationDone(IterationResult result) {
      iterations++;
      if (iterations == 1) {
        sent = counter(SENT);
        received = counter(RECEIVED);
      }
      if (result.nanos() > slowest) {
        slowest = result.nanos();
        long exchange =
            result.timing().publishNanos()
                + result.timing().waitNanos()
                + result.timing().reduceNanos();
        elsewhere = 1 - (double) exchange / slowest;
      }
    }

    @Override
    public void epochDone(EpochResult epoch) {
      if (epoch.epoch() == 2) {
        deeds.forEach(Runnable::run);
      }
    }

    @Override
    public void noticed(String notice) {
      lines.add(notice);
    }
  }
}
