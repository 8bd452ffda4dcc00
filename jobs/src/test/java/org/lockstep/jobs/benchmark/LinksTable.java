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
    return "10 minutes";
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
    for (JsonNode run : runs(bench)) {
      grid.row(
          run.get("exchange").asText(),
          run.get("fault").asText(),
          run.get("stalled").asDouble(),
          run.get("waited").asDouble(),
          lines(run.get("notices")),
          run.get("digest").asText().substring(0, 12));
    }
    report.note(
        "784-256-128-10, batch 64, three executors of one core on hosts of their own. The"
            + " cable of one is pulled after 40 of 300 iterations. Stalled: iterations of more than"
            + " a second, together, and the part of them that is booked as waiting. The digests"
            + " must be one.");
    return report;
  }

  private static List<JsonNode> runs(Bench bench) throws IOException, InterruptedException {
    try (VirtualHosts hosts = VirtualHosts.up(bench, LinksDriver.CLUSTER.executors());
        StandaloneCluster spark =
            hosts.cluster(
                bench,
                Files.createTempDirectory(bench.work("links"), "run-"),
                LinksDriver.CLUSTER.cores())) {
      List<String> command = LinksDriver.command(bench, hosts, spark);
      return Child.run(bench, "links", spark.environment(), command).wentWell().json();
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
