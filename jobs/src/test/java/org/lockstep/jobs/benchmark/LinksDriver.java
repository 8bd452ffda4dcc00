package org.lockstep.jobs.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.jobs.benchmark.HostsPlan.Cluster;
import org.lockstep.jobs.benchmark.HostsPlan.Network;
import org.lockstep.training.TrainingResult;

/**
 * The driver of a cluster on virtual hosts, one of which loses its link: a process of its own on
 * host 0, which trains by each exchange with each fault, and prints a JSON line a run with the
 * figures of {@link LinkFault} and the digest of the model.
 */
public final class LinksDriver {
  static final Cluster CLUSTER = new Cluster(3, 1);
  private static final List<String> FAULTS = List.of("none", "5 s", "80 s", "for good");
  private static final List<String> EXCHANGES = List.of("resident", "sharded");
  private static final int ITERATIONS = 300;
  private static final Duration RETURN = Duration.ofMinutes(5);

  private LinksDriver() {}

  /** The command that runs it on a cluster. */
  static List<String> command(Bench bench, VirtualHosts hosts, StandaloneCluster spark) {
    List<String> command = new ArrayList<>(hosts.on(VirtualHosts.DRIVER));
    command.addAll(
        bench.java(
            "2g",
            LinksDriver.class,
            List.of(
                bench.root().toString(),
                bench.folder().toString(),
                String.valueOf(bench.quick()),
                spark.master())));
    return command;
  }

  /**
   * Trains.
   *
   * @param args as {@link #command} gives them
   */
  public static void main(String[] args) throws Exception {
    Bench bench =
        new Bench(Path.of(args[0]), Path.of(args[1]), Boolean.parseBoolean(args[2]), System.err);
    VirtualHosts hosts = VirtualHosts.laidOut(bench.root(), CLUSTER.executors());
    List<String> settings = new ArrayList<>(HostsDriver.settings(bench, hosts, CLUSTER, args[3]));
    settings.addAll(Network.SMALL.settings());
    settings.add("output=\"%s\"".formatted(bench.work("links-run")));
    settings.add("overwrite=true");
    settings.add("training.partitions=" + CLUSTER.executors());
    settings.add("training.max-iterations=" + ITERATIONS);
    String table = new Synthetic(bench, 8192, 784).settings();
    hosts.rate("1gbit");
    try (BenchmarkSession session = new BenchmarkSession(table, settings)) {
      for (String exchange : EXCHANGES) {
        for (String fault : FAULTS.subList(0, bench.times(FAULTS.size(), 2))) {
          awaitExecutors(session.spark());
          LinkFault listener = new LinkFault(hosts, CLUSTER.executors(), fault);
          TrainingResult result = session.train(List.of("training.exchange=" + exchange), listener);
          hosts.link(CLUSTER.executors(), true);
          Map<String, Object> line = new TreeMap<>(listener.figures());
          line.put("exchange", result.exchange());
          line.put("digest", result.model().digest());
          PeerLine.print(line);
          bench.log("%s", line);
        }
      }
    }
    System.exit(0); // ND4J and Spark keep threads
  }

  /** Waits until the executors are all there: Spark starts another in the place of a lost one. */
  private static void awaitExecutors(SparkSession spark) throws InterruptedException {
    long deadline = System.nanoTime() + RETURN.toNanos();
    while (spark.sparkContext().statusTracker().getExecutorInfos().length
        <= CLUSTER.executors()) { // the driver is one of them
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("an executor has not come back within " + RETURN);
      }
      Thread.sleep(500);
    }
  }
}
