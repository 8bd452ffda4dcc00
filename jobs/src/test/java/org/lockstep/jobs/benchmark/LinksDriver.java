package org.lockstep.jobs.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.jobs.benchmark.HostsPlan.Cluster;
import org.lockstep.jobs.benchmark.HostsPlan.Network;
import org.lockstep.training.TrainingResult;

/**
 * The driver of one run on virtual hosts, one of which loses its link: a process of its own on host
 * 0, which prints a JSON line with the figures of {@link LinkFault} and the digest of the model.
 */
public final class LinksDriver {
  static final Cluster CLUSTER = new Cluster(3, 1);
  private static final int ITERATIONS = 300;

  private LinksDriver() {}

  /** The command that runs it on a cluster. */
  static List<String> command(
      Bench bench, VirtualHosts hosts, StandaloneCluster spark, String exchange, String fault) {
    List<String> command = new ArrayList<>(hosts.on(VirtualHosts.DRIVER));
    command.addAll(
        bench.java(
            "2g",
            LinksDriver.class,
            List.of(
                bench.root().toString(),
                bench.folder().toString(),
                spark.master(),
                exchange,
                fault)));
    return command;
  }

  /**
   * Trains.
   *
   * @param args as {@link #command} gives them
   */
  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(Path.of(args[0]), Path.of(args[1]), false, System.err);
    VirtualHosts hosts = VirtualHosts.laidOut(bench.root(), CLUSTER.executors());
    List<String> settings = new ArrayList<>(HostsDriver.settings(bench, hosts, CLUSTER, args[2]));
    settings.addAll(Network.SMALL.settings());
    settings.add("output=\"%s\"".formatted(bench.work("links-run")));
    settings.add("overwrite=true");
    settings.add("training.exchange=" + args[3]);
    settings.add("training.max-iterations=" + ITERATIONS);
    LinkFault fault = new LinkFault(hosts, CLUSTER.executors(), args[4]);
    String table = new Synthetic(bench, 8192, 784).settings();
    hosts.rate("1gbit");
    try (BenchmarkSession session = new BenchmarkSession(table, settings)) {
      TrainingResult result = session.train(List.of(), fault);
      Map<String, Object> line = new TreeMap<>(fault.figures());
      line.put("exchange", result.exchange());
      line.put("digest", result.model().digest());
      PeerLine.print(line);
    }
    System.exit(0); // ND4J and Spark keep threads
  }
}
