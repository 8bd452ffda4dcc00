package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the table of hosts measures: on which clusters, which networks, at which bandwidths. */
final class HostsPlan {
  /** The exchanges, by the names that the settings use; resident is the star. */
  static final List<String> EXCHANGES = List.of("resident", "sharded", "job");

  private static final List<String> BOTH_RATES = List.of("100mbit", "1gbit");
  private static final List<String> ONE_GIGABIT = List.of("1gbit");

  private HostsPlan() {}

  /** A network of 784 numbers and 10 classes, and the mini-batches that it is trained with. */
  enum Network {
    SMALL("[256,128]", 235_146, 64, 16),
    MIDDLE("[1000,200]", 987_210, 64, 16),
    /** With fewer lanes: each has a gradient in memory. */
    LARGE("[3000,2500]", 9_882_510, 8, 8);

    private final String hidden;
    private final int parameterCount;
    private final int batch;
    private final int lanes;

    Network(String hidden, int parameterCount, int batch, int lanes) {
      this.hidden = hidden;
      this.parameterCount = parameterCount;
      this.batch = batch;
      this.lanes = lanes;
    }

    /** The network of so many parameters. */
    static Network of(int parameterCount) {
      return Arrays.stream(values())
          .filter(network -> network.parameterCount == parameterCount)
          .findFirst()
          .orElseThrow();
    }

    int parameterCount() {
      return parameterCount;
    }

    long bytes() {
      return (long) parameterCount * Float.BYTES;
    }

    List<String> settings() {
      return List.of(
          "network.hidden=" + hidden,
          "data.classes=10",
          "training.batch-size=" + batch,
          "training.lanes=" + lanes,
          "training.epochs=1000",
          "training.checkpoint.every-epochs=null");
    }
  }

  /** Executors, one a host, and the cores of each. */
  record Cluster(int executors, int cores) {
    String shown(int tasks) {
      return cores == 1 ? String.valueOf(tasks) : "%d x %d cores".formatted(executors, cores);
    }

    /** The hosts that these tasks take. */
    int hosts(int tasks) {
      return (tasks + cores - 1) / cores;
    }
  }

  /**
   * A placement of a network, trained once by each exchange.
   *
   * @param tasks as many as partitions; on the executors one after the other
   * @param rates bandwidths that the run goes through, as tc writes them
   */
  record Case(Network network, int tasks, List<String> rates) {}

  static List<Cluster> clusters(boolean quick) {
    return quick
        ? List.of(new Cluster(2, 1))
        : List.of(new Cluster(8, 1), new Cluster(2, 4), new Cluster(16, 1));
  }

  /** The cases of a cluster that end in reasonable time. */
  static List<Case> cases(Cluster cluster, boolean quick) {
    int all = cluster.executors() * cluster.cores();
    if (quick) {
      return List.of(new Case(Network.SMALL, all, ONE_GIGABIT));
    }
    if (all != 8 || cluster.cores() > 1) {
      return List.of(
          new Case(Network.SMALL, all, BOTH_RATES), new Case(Network.MIDDLE, all, ONE_GIGABIT));
    }
    List<Case> cases = new ArrayList<>();
    for (int tasks : List.of(8, 4, 2, 1)) {
      cases.add(new Case(Network.SMALL, tasks, BOTH_RATES));
    }
    for (int tasks : List.of(2, 4, 8)) {
      cases.add(new Case(Network.MIDDLE, tasks, BOTH_RATES));
    }
    for (int tasks : List.of(2, 4, 8)) {
      cases.add(new Case(Network.LARGE, tasks, ONE_GIGABIT));
    }
    return cases;
  }

  /** The numbers of hosts that a bare all-reduce is measured between. */
  static List<Integer> reductions(boolean quick) {
    return clusters(quick).stream()
        .flatMap(cluster -> cases(cluster, quick).stream().map(c -> cluster.hosts(c.tasks())))
        .filter(hosts -> hosts > 1)
        .distinct()
        .sorted()
        .toList();
  }

  /** The cases that take so many hosts, whatever their cores. */
  static Stream<Case> cases(int hosts, boolean quick) {
    return clusters(quick).stream()
        .flatMap(
            cluster ->
                cases(cluster, quick).stream().filter(c -> cluster.hosts(c.tasks()) == hosts));
  }
}
