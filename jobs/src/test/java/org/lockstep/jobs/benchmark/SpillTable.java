package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Training with a heap larger than the data and with a smaller one. */
final class SpillTable implements Table {
  private static final List<String> HEAPS = List.of("8g", "1g");

  /** The results of the runs with one heap size. */
  private static final class Seen {
    final List<Double> epochSeconds = new ArrayList<>();
    final List<Double> prepareSeconds = new ArrayList<>();
    final Set<String> digests = new TreeSet<>();
    double peakMebibytes;
    String failure = "";
  }

  @Override
  public String name() {
    return "spill";
  }

  @Override
  public String question() {
    return "Spill: 10^7 rows of 30 numbers with 8 GiB and with 1 GiB of heap, local[2]";
  }

  @Override
  public String takes() {
    return "15 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Report report = bench.report(this);
    Synthetic table = new Synthetic(bench, bench.times(10_000_000, 100_000), 30);
    Map<String, Seen> seen = new LinkedHashMap<>();
    for (int round = 0; round < bench.times(2, 1); round++) {
      for (String heap : HEAPS) {
        run(bench, table, heap, seen.computeIfAbsent(heap, h -> new Seen()));
      }
    }
    Report.Grid grid =
        report.grid(
            "",
            "heap",
            "preparation, seconds",
            "seconds an epoch",
            "over the first's",
            "peak memory, MiB",
            "digest");
    for (String heap : HEAPS) {
      Seen of = seen.get(heap);
      if (!of.failure.isEmpty()) {
        grid.row(heap, "does not run: " + of.failure, "", "", of.peakMebibytes, "");
        continue;
      }
      Spread epoch = Spread.of(of.epochSeconds);
      grid.row(
          heap,
          Spread.of(of.prepareSeconds),
          epoch,
          epoch.median() / Spread.of(seen.get(HEAPS.get(0)).epochSeconds).median(),
          of.peakMebibytes,
          of.digests.toString());
    }
    report.note(
        "30-64-32-2, batch 1024, three epochs, of which the second and third count. The digests"
            + " must be one.");
    return report;
  }

  private static void run(Bench bench, Synthetic table, String heap, Seen seen)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(table.settings(), "spark.master=\"local[2]\"");
    List<String> command = bench.java(heap, LockstepPeer.class, arguments);
    Child child = Child.run(bench, "spill-" + heap, Map.of("OMP_NUM_THREADS", "1"), command);
    seen.peakMebibytes = Math.max(seen.peakMebibytes, child.peakMebibytes());
    if (child.status() != 0) {
      seen.failure = child.lastError();
    }
    for (JsonNode line : child.json()) {
      bench.log("%s: %s", heap, line);
      if (line.has("digest")) {
        seen.digests.add(line.get("digest").asText().substring(0, 12));
        seen.prepareSeconds.add(line.get("prepareSeconds").asDouble());
      } else if (line.get("epoch").asInt() >= 2) {
        seen.epochSeconds.add(line.get("seconds").asDouble());
      }
    }
  }
}
