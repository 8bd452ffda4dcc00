package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.jobs.benchmark.IterationTimes.Iteration;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.training.exchange.Estimates;
import org.lockstep.training.exchange.MessageCosts;
import org.lockstep.training.exchange.MessageCosts.Hosts;

/**
 * An iteration on one to a thousand executors, computed from parts that are measured on two, and
 * compared with what is measured: here, and between the hosts of {@link HostsTable} if that has
 * been measured before.
 */
final class SimulateTable implements Table {
  private static final int PARAMETERS = 784 * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 10;
  private static final int SMALL_BATCH = 128;
  private static final int LARGE_BATCH = 1024;
  private static final int SMALL_LANES = 2;
  private static final int LARGE_LANES = 8;
  private static final int BATCH = 8192;
  private static final double EFFICIENCY = 0.9;
  private static final List<Integer> EXECUTORS =
      List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000);
  private static final List<Integer> MEGABITS = List.of(100, 1_000, 10_000);
  private static final double BYTES_OF_MEGABIT = 1e6 / 8;
  private static final double MILLIS = 1e3;

  /** What is measured on this machine. */
  private record Case(int executors, int batch, ExchangeKind exchange) {
    int lanes() {
      return batch == SMALL_BATCH ? SMALL_LANES : LARGE_LANES;
    }
  }

  @Override
  public String name() {
    return "simulate";
  }

  @Override
  public String question() {
    return "Simulation: an iteration on 1 to 1,000 executors, from parts measured on two";
  }

  @Override
  public String takes() {
    return "4 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Map<Case, List<Iteration>> measured = new HashMap<>();
    MessageCosts messages;
    try (StandaloneCluster cluster = bench.cluster();
        BenchmarkSession session =
            new BenchmarkSession(
                new Synthetic(bench, 8192, 784).settings(), Bench.settings(cluster))) {
      messages = costs(bench, session);
      for (int round = 0; round < bench.times(3, 1); round++) {
        for (Case each : cases()) {
          measured
              .computeIfAbsent(each, c -> new ArrayList<>())
              .addAll(train(bench, session, each));
        }
      }
    }
    Simulation simulation = simulation(measured, messages);
    Report report = bench.report(this);
    parts(report, simulation);
    checkHere(report, simulation, measured);
    checkHosts(bench, report, simulation);
    simulate(report, simulation);
    report.note(
        "784-256-128-10. Resident is the star through the driver. The model is that by which"
            + " training.exchange = auto decides (MessageCosts); arithmetic and step are added to it."
            + " An executor has one lane, which it computes on one core, on a host of its own; a"
            + " link has the bandwidth of its column, or what Spark's RPC moved here if that is less."
            + " Efficiency is the share of an iteration in which executors compute, with the"
            + " exchange that is named. Executor processes that are measured here share the cores"
            + " with the driver.");
    return report;
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int executors : new int[] {1, 2}) {
      for (int batch : new int[] {SMALL_BATCH, LARGE_BATCH}) {
        for (ExchangeKind exchange : Simulation.EXCHANGES) {
          cases.add(new Case(executors, batch, exchange));
        }
      }
    }
    return cases;
  }

  private static List<String> settings(int batch, String exchange, int iterations) {
    return List.of(
        "network.hidden=[256,128]",
        "data.classes=10",
        "training.epochs=1000",
        "training.checkpoint.every-epochs=null",
        "training.batch-size=" + batch,
        "training.exchange=" + exchange,
        "training.max-iterations=" + iterations);
  }

  /** As the trial at the start of a run finds them, in JVMs that have compiled what they run. */
  private static MessageCosts costs(Bench bench, BenchmarkSession session) {
    for (String exchange : List.of("resident", "job")) {
      session.train(settings(SMALL_BATCH, exchange, bench.times(500, 50)), new IterationTimes(0));
    }
    IterationTimes measured = new IterationTimes(0);
    session.train(settings(SMALL_BATCH, "auto", 1), measured);
    return measured.plan().estimates().map(Estimates::measured).orElseThrow();
  }

  private static List<Iteration> train(Bench bench, BenchmarkSession session, Case each) {
    int warmUp = bench.times(100, 10);
    IterationTimes times = new IterationTimes(warmUp);
    List<String> settings =
        new ArrayList<>(
            settings(each.batch(), each.exchange().settingsName(), warmUp + bench.times(200, 20)));
    settings.add("training.partitions=" + each.executors());
    session.train(settings, times);
    bench.log("%s: %s ms", each, IterationTimes.spread(times.iterations(), Iteration::wall));
    return times.iterations();
  }

  private static Simulation simulation(Map<Case, List<Iteration>> measured, MessageCosts messages) {
    List<Iteration> small = measured.get(new Case(1, SMALL_BATCH, ExchangeKind.RESIDENT));
    List<Iteration> large = measured.get(new Case(1, LARGE_BATCH, ExchangeKind.RESIDENT));
    return new Simulation(
        PARAMETERS,
        Simulation.Lane.through(
            SMALL_BATCH / SMALL_LANES,
            IterationTimes.spread(small, Iteration::compute).median() / MILLIS / SMALL_LANES,
            LARGE_BATCH / LARGE_LANES,
            IterationTimes.spread(large, Iteration::compute).median() / MILLIS / LARGE_LANES),
        IterationTimes.spread(small, Iteration::update).median() / MILLIS,
        messages);
  }

  private static void parts(Report report, Simulation simulation) {
    MessageCosts messages = simulation.messages();
    report
        .grid("Parts, measured here.", "part", "value")
        .row("a lane of 64 examples, ms", simulation.lane().seconds(64) * MILLIS)
        .row("a lane of 128 examples, ms", simulation.lane().seconds(128) * MILLIS)
        .row("the step, ms", simulation.step() * MILLIS)
        .row("a message's latency, ms", messages.link().latency() * MILLIS)
        .row("one message more, ms", messages.link().message() * MILLIS)
        .row("to the driver, MB/s", messages.link().up() / 1e6)
        .row("from the driver, MB/s", messages.link().down() / 1e6)
        .row("sums decoded and added, MB/s", messages.vectors() / 1e6)
        .row("a job that computes nothing, ms", messages.job() * MILLIS);
  }

  /** Beside runs on this machine's one or two executor processes. */
  private static void checkHere(
      Report report, Simulation simulation, Map<Case, List<Iteration>> measured) {
    Report.Grid grid =
        report.grid(
            "An iteration of executor processes of this machine, milliseconds.",
            "executors",
            "batch",
            "exchange",
            "measured",
            "simulated",
            "simulated over measured");
    for (Case each : cases()) {
      LaneRanges ranges = LaneRanges.of(each.lanes(), Collections.nCopies(each.executors(), 1));
      double lanes = (double) each.lanes() / each.executors();
      double compute = lanes * simulation.lane().seconds((double) each.batch() / each.lanes());
      double millis =
          MILLIS
              * (compute
                  + simulation.messages(
                      each.exchange(), each.executors(), ranges, new Hosts(each.executors(), true))
                  + simulation.step());
      Spread wall = IterationTimes.spread(measured.get(each), Iteration::wall);
      grid.row(
          each.executors(),
          each.batch(),
          each.exchange().settingsName(),
          wall,
          millis,
          millis / wall.median());
    }
  }

  /** Beside the figures of the hosts, each with the arithmetic that was measured there. */
  private static void checkHosts(Bench bench, Report report, Simulation simulation)
      throws IOException {
    Path file = bench.folder().resolve("hosts.json");
    if (!Files.exists(file)) {
      report.note("Hosts have not been measured.");
      return;
    }
    Report.Grid grid =
        report.grid(
            "An iteration between the hosts of scripts/benchmark hosts, milliseconds.",
            "parameters",
            "Mbit/s",
            "hosts",
            "exchange",
            "measured",
            "simulated",
            "simulated over measured");
    JsonNode hosts = new ObjectMapper().readTree(file.toFile()).get("grids").get(0);
    List<String> columns = new ArrayList<>();
    hosts.get("columns").forEach(column -> columns.add(column.asText()));
    for (JsonNode row : hosts.get("rows")) {
      JsonNode compute = row.get(columns.indexOf("compute"));
      for (ExchangeKind exchange : Simulation.EXCHANGES) {
        JsonNode measured = row.get(columns.indexOf(exchange.settingsName()));
        if (!measured.isObject() || !compute.isNumber()) {
          continue;
        }
        int parameters = row.get(columns.indexOf("parameters")).asInt();
        int megabits = row.get(columns.indexOf("Mbit/s")).asInt();
        String where = row.get(columns.indexOf("hosts")).asText();
        int executors = Integer.parseInt(where.split(" ")[0]);
        Simulation there =
            new Simulation(parameters, simulation.lane(), simulation.step(), simulation.messages())
                .at(megabits * BYTES_OF_MEGABIT);
        LaneRanges ranges = LaneRanges.of(executors, Collections.nCopies(executors, 1));
        double step = there.step() * parameters / PARAMETERS;
        double millis =
            compute.asDouble()
                + MILLIS * (there.messages(exchange, executors, ranges, Hosts.OF_THEIR_OWN) + step);
        double median = measured.get("median").asDouble();
        grid.row(
            parameters, megabits, where, exchange.settingsName(), median, millis, millis / median);
      }
    }
  }

  private static void simulate(Report report, Simulation simulation) {
    for (int megabits : MEGABITS) {
      Report.Grid grid =
          report.grid(
              "%,d Mbit/s: an iteration of batch %,d, milliseconds.".formatted(megabits, BATCH),
              "executors",
              "resident",
              "sharded",
              "job",
              "arithmetic of it",
              "batch at which efficiency is " + EFFICIENCY,
              "by");
      Simulation there = simulation.at(megabits * BYTES_OF_MEGABIT);
      for (int executors : EXECUTORS) {
        grid.row(
            executors,
            there.iteration(ExchangeKind.RESIDENT, executors, BATCH) * MILLIS,
            there.iteration(ExchangeKind.SHARDED, executors, BATCH) * MILLIS,
            there.iteration(ExchangeKind.JOB, executors, BATCH) * MILLIS,
            there.lane().seconds((double) BATCH / executors) * MILLIS,
            there.batchForEfficiency(EFFICIENCY, executors),
            there.best(executors).settingsName());
      }
    }
  }
}
