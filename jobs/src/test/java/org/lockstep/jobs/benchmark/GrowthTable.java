package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.StandaloneCluster;

/** The time of an iteration and an epoch by numbers of rows, parameters and partitions. */
final class GrowthTable implements Table {
  private static final String LOCAL = "local[2]";
  private static final String CLUSTER = "two executor processes";

  /**
   * A run.
   *
   * @param size how many rows, parameters or partitions, as shown
   * @param overrides settings beside those of the cluster
   */
  private record Case(String size, String where, Synthetic table, List<String> overrides) {}

  /** The results of the runs of a case. */
  private static final class Seen {
    final List<Double> prepareSeconds = new ArrayList<>();
    final List<Double> epochSeconds = new ArrayList<>();
    final List<Double> iterationMillis = new ArrayList<>();
    String exchange = "";
    double driverMebibytes;
    double executorMebibytes;
    String failure = "";
  }

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String question() {
    return "Growth: the cost of an iteration and an epoch, and memory, as a run grows";
  }

  @Override
  public String takes() {
    return "20 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Report report = bench.report(this);
    try (StandaloneCluster cluster = bench.cluster()) {
      compare(bench, cluster, report, "Rows of 30 numbers, 30-64-32-2, batch 1024.", rows(bench));
      compare(bench, cluster, report, "Parameters, batch 128.", parameters(bench));
    }
    compare(
        bench,
        null,
        report,
        "Partitions on two cores, 784-256-128-10, batch 1024 in 64 lanes; resident with as many"
            + " task threads as partitions, job with two.",
        partitions(bench));
    report.note(
        "Median (minimum, p10, p90) over epochs 2 and later; every case runs once, as a process of"
            + " its own with 6 GiB of heap, executors with 2 GiB. Peak"
            + " memory is what the system says that the process holds; a JVM with room takes more"
            + " than it needs. In local[2] the driver's process is the executor too.");
    return report;
  }

  private static List<Case> rows(Bench bench) throws IOException {
    List<Case> cases = new ArrayList<>();
    for (int rows = 10_000; rows <= bench.times(10_000_000, 10_000); rows *= 10) {
      Synthetic table = new Synthetic(bench, rows, 30);
      for (String where : List.of(LOCAL, CLUSTER)) {
        cases.add(new Case("%,d rows".formatted(rows), where, table, List.of()));
      }
    }
    return cases;
  }

  private static List<Case> parameters(Bench bench) throws IOException {
    Synthetic table = new Synthetic(bench, 8192, 100);
    List<Integer> units = List.of(60, 265, 950, 3110, 5430);
    List<Case> cases = new ArrayList<>();
    for (int h : units.subList(0, bench.times(units.size(), 1))) {
      long count = 101L * h + (h + 1L) * h + (h + 1L) * 2;
      for (String where : List.of(LOCAL, CLUSTER)) {
        List<String> overrides =
            List.of("network.hidden=[%d,%d]".formatted(h, h), "training.batch-size=128");
        cases.add(new Case("%,d parameters".formatted(count), where, table, overrides));
      }
    }
    return cases;
  }

  private static List<Case> partitions(Bench bench) throws IOException {
    Synthetic table = new Synthetic(bench, 8192, 784);
    List<Case> cases = new ArrayList<>();
    for (int partitions = 1; partitions <= bench.times(64, 2); partitions *= 2) {
      for (String exchange : List.of("resident", "job")) {
        int slots = exchange.equals("job") ? 2 : Math.max(2, partitions);
        List<String> overrides =
            List.of(
                "network.hidden=[256,128]",
                "data.classes=10",
                "training.lanes=64",
                "training.epochs=6",
                "training.partitions=" + partitions,
                "training.exchange=" + exchange);
        cases.add(
            new Case(partitions + " partitions", "local[%d]".formatted(slots), table, overrides));
      }
    }
    return cases;
  }

  private static void compare(
      Bench bench,
      @Nullable StandaloneCluster cluster,
      Report report,
      String caption,
      List<Case> cases)
      throws IOException, InterruptedException {
    Map<Case, Seen> seen = new LinkedHashMap<>();
    for (Case each : cases) {
      run(bench, cluster, each, seen.computeIfAbsent(each, c -> new Seen()));
    }
    Report.Grid grid =
        report.grid(
            caption,
            "size",
            "where",
            "exchange",
            "preparation, seconds",
            "seconds an epoch",
            "ms an iteration",
            "driver, MiB",
            "executors together, MiB");
    seen.forEach(
        (each, of) -> {
          if (of.failure.isEmpty()) {
            grid.row(
                each.size(),
                each.where(),
                of.exchange,
                Spread.of(of.prepareSeconds).median(),
                Spread.of(of.epochSeconds),
                Spread.of(of.iterationMillis),
                of.driverMebibytes,
                each.where().equals(CLUSTER) ? of.executorMebibytes : "");
          } else {
            String failure = "does not run: " + of.failure;
            grid.row(each.size(), each.where(), failure, "", "", "", "", "");
          }
        });
  }

  private static void run(Bench bench, @Nullable StandaloneCluster cluster, Case each, Seen seen)
      throws IOException, InterruptedException {
    if (!seen.failure.isEmpty()) {
      return;
    }
    List<String> arguments = new ArrayList<>(List.of(each.table().settings()));
    boolean onCluster = each.where().equals(CLUSTER);
    arguments.addAll(
        onCluster
            ? Bench.settings(cluster)
            : List.of("spark.master=\"%s\"".formatted(each.where())));
    arguments.addAll(each.overrides());
    List<String> command = bench.java("6g", LockstepPeer.class, arguments);
    Child child;
    try (PeakMemory executors =
        new PeakMemory(() -> onCluster ? cluster.executors().stream() : Stream.empty())) {
      child = Child.run(bench, "growth", Map.of("OMP_NUM_THREADS", "1"), command);
      seen.executorMebibytes = Math.max(seen.executorMebibytes, executors.peakMebibytes());
    }
    seen.driverMebibytes = Math.max(seen.driverMebibytes, child.peakMebibytes());
    if (child.status() != 0) {
      seen.failure = child.lastError();
    }
    for (JsonNode line : child.json()) {
      if (line.has("digest")) {
        seen.prepareSeconds.add(line.get("prepareSeconds").asDouble());
        seen.exchange = line.get("exchange").asText();
        bench.log("%s, %s: %s", each.size(), each.where(), Spread.of(seen.iterationMillis));
      } else if (line.get("epoch").asInt() >= 2) {
        seen.epochSeconds.add(line.get("seconds").asDouble());
        seen.iterationMillis.add(line.get("iterationMillis").asDouble());
      }
    }
  }
}
