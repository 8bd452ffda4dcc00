package org.lockstep.jobs.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.jobs.benchmark.HostsPlan.Case;
import org.lockstep.jobs.benchmark.HostsPlan.Cluster;
import org.lockstep.jobs.benchmark.RateSteps.Length;
import org.lockstep.training.TrainingListener;

/**
 * The driver of a cluster on virtual hosts, as a process of its own on host 0: trains one network
 * after the other in one session, and prints a JSON line for each run and bandwidth.
 *
 * <pre>
 *   network, tasks, exchange, rate   what was trained, where, how
 *   millis, computeMillis            of each iteration, the latter of the slowest task's arithmetic
 *   received, sent                   bytes an iteration of each host, the driver's first
 *   failure                          why there are no figures
 * </pre>
 */
public final class HostsDriver {
  /** Before the first run is measured, the JIT compilers of all JVMs do most of their work. */
  private static final int FIRST_ITERATIONS = 300;

  private HostsDriver() {}

  /** The command that runs it on a cluster. */
  static List<String> command(
      Bench bench, VirtualHosts hosts, StandaloneCluster spark, Cluster cluster) {
    List<String> command = new ArrayList<>(hosts.on(VirtualHosts.DRIVER));
    command.addAll(
        bench.java(
            "3g",
            HostsDriver.class,
            List.of(
                bench.root().toString(),
                bench.folder().toString(),
                String.valueOf(bench.quick()),
                String.valueOf(cluster.executors()),
                String.valueOf(cluster.cores()),
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
    Cluster cluster = new Cluster(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    VirtualHosts hosts = VirtualHosts.laidOut(bench.root(), cluster.executors());
    List<String> settings = new ArrayList<>(settings(bench, hosts, cluster, args[5]));
    settings.add("output=\"%s\"".formatted(bench.work("hosts-run")));
    settings.add("overwrite=true");
    String table = new Synthetic(bench, 8192, 784).settings();
    try (BenchmarkSession session = new BenchmarkSession(table, settings)) {
      List<Case> cases = HostsPlan.cases(cluster, bench.quick());
      List<String> first = new ArrayList<>(cases.get(0).network().settings());
      first.add("training.max-iterations=" + bench.times(FIRST_ITERATIONS, 20));
      session.train(first, new TrainingListener() {});
      for (Case each : cases) {
        for (String exchange : HostsPlan.EXCHANGES) {
          train(bench, hosts, session, each, exchange);
        }
      }
    }
    System.exit(0); // ND4J and Spark keep threads
  }

  /** Settings of Spark, for executors with as many cores as their host. */
  static List<String> settings(Bench bench, VirtualHosts hosts, Cluster cluster, String master) {
    String driver = hosts.address(VirtualHosts.DRIVER);
    return List.of(
        "spark.master=\"%s\"".formatted(master),
        "spark.driver.host=\"%s\"".formatted(driver),
        "spark.driver.bindAddress=\"%s\"".formatted(driver),
        "spark.jars=\"local:%s\"".formatted(bench.jar()),
        "spark.executor.cores=" + cluster.cores(),
        "spark.cores.max=" + cluster.executors() * cluster.cores(),
        "spark.executor.memory=" + (cluster.cores() == 1 ? "1g" : "2g"),
        "spark.scheduler.minRegisteredResourcesRatio=1.0",
        "spark.scheduler.maxRegisteredResourcesWaitingTime=300s",
        "spark.ui.enabled=false");
  }

  private static void train(
      Bench bench, VirtualHosts hosts, BenchmarkSession session, Case each, String exchange) {
    int warmUp = bench.times(each.network() == HostsPlan.Network.LARGE ? 3 : 30, 5);
    Length length = new Length(warmUp, bench.times(20, 5), 5, 10);
    RateSteps steps = new RateSteps(hosts, each.rates(), length);
    List<String> settings = new ArrayList<>(each.network().settings());
    settings.add("training.partitions=" + each.tasks());
    settings.add("training.exchange=" + exchange);
    settings.add("training.max-iterations=" + length.all(each.rates().size()));
    List<Map<String, Object>> measured;
    try {
      session.train(settings, steps);
      measured = steps.measured();
    } catch (RuntimeException e) {
      String failure = String.valueOf(e.getMessage());
      measured =
          each.rates().stream()
              .map(rate -> Map.<String, Object>of("rate", rate, "failure", failure))
              .toList();
      hosts.rate(VirtualHosts.NO_LIMIT);
    }
    for (Map<String, Object> figures : measured) {
      Map<String, Object> line = new TreeMap<>(figures);
      line.put("network", each.network().name());
      line.put("tasks", each.tasks());
      line.put("exchange", exchange);
      PeerLine.print(line);
      bench.log("%s", line);
    }
  }
}
