package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lockstep.jobs.StandaloneCluster;

/** What becomes of a run when the link of one of its three executors' hosts goes down. */
final class LinksTable implements Table {
  private static final List<String> FAULTS = List.of("none", "5 s", "80 s", "for good");
  private static final List<String> EXCHANGES = List.of("resident", "sharded");

  @Override
  public String name() {
    return "links";
  }

  @Override
  public String question() {
    return "Links that go down: one host of three, at 1 Gbit/s";
  }

  @Override
  public String takes() {
    return "15 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "",
            "exchange",
            "link is down",
            "stalled, seconds",
            "booked as waiting, seconds",
            "lines of the run, after seconds",
            "digest");
    for (String exchange : EXCHANGES) {
      for (String fault : FAULTS.subList(0, bench.times(FAULTS.size(), 2))) {
        JsonNode run = run(bench, exchange, fault);
        bench.log("%s, %s: %s", exchange, fault, run);
        grid.row(
            exchange,
            fault,
            run.get("stalled").asDouble(),
            run.get("waited").asDouble(),
            lines(run.get("notices")),
            run.get("digest").asText().substring(0, 12));
      }
    }
    report.note(
        "784-256-128-10, batch 64, three executors of one core on hosts of their own; a cluster of"
            + " its own for each row. The cable is pulled after 40 iterations. Stalled: iterations"
            + " of more than a second, together; the part that their timing books as waiting. The"
            + " digests must be one.");
    return report;
  }

  private static JsonNode run(Bench bench, String exchange, String fault)
      throws IOException, InterruptedException {
    try (VirtualHosts hosts = VirtualHosts.up(bench, LinksDriver.CLUSTER.executors());
        StandaloneCluster spark =
            hosts.cluster(
                bench,
                Files.createTempDirectory(bench.work("links"), "run-"),
                LinksDriver.CLUSTER.cores())) {
      String name = "links-%s-%s".formatted(exchange, fault.replace(' ', '-'));
      Child driver =
          Child.run(
                  bench,
                  name,
                  spark.environment(),
                  LinksDriver.command(bench, hosts, spark, exchange, fault))
              .wentWell();
      return driver.json().get(0);
    }
  }

  private static String lines(JsonNode notices) {
    List<String> lines = new ArrayList<>();
    for (JsonNode notice : notices) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%.1f: %s",
              notice.get("after").asDouble(),
              notice.get("text").asText()));
    }
    return String.join("<br>", lines);
  }
}
