package org.lockstep.jobs.benchmark;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The main class of scripts/benchmark. */
public final class Benchmark {
  static final List<Table> TABLES =
      List.of(
          new KernelTable(),
          new ScorerTable(),
          new TransformTable(),
          new IterationTable(),
          new SimulateTable(),
          new LayersTable(),
          new CheckpointsTable(),
          new ListenersTable(),
          new PeersTable(),
          new TablesTable(),
          new DeterminismTable(),
          new GrowthTable(),
          new StartupTable(),
          new SpillTable(),
          new HostsTable(),
          new LinksTable());

  private Benchmark() {}

  /**
   * Measures.
   *
   * @param args the root of the repository, then what the user has written
   */
  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    List<String> words = new ArrayList<>(List.of(args).subList(1, args.length));
    boolean quick = words.remove("--quick");
    Path folder = root.resolve(quick ? "runs/benchmark-quick" : "runs/benchmark");
    int output = words.indexOf("--output");
    if (output >= 0 && output + 1 < words.size()) {
      folder = Path.of(words.remove(output + 1)).toAbsolutePath();
      words.remove(output);
    }
    if (words.size() != 1) {
      fail("name one table, page or all");
    }
    String wanted = words.get(0);
    Bench bench = new Bench(root, folder, quick, System.err);
    List<Table> tables =
        TABLES.stream().filter(t -> wanted.equals("all") || wanted.equals(t.name())).toList();
    if (tables.isEmpty() && !wanted.equals("page")) {
      fail("there is no table " + wanted);
    }
    for (Table table : tables) {
      bench.log("%s: %s", table.name(), table.question());
      Report report = table.measure(bench);
      report.write(folder);
      out.println(report.markdown());
    }
    if (wanted.equals("page") || wanted.equals("all") && !quick) {
      Page.write(root.resolve("jobs/README.md"), folder);
    }
    System.exit(0); // ND4J and Spark keep threads
  }

  private static void fail(String mistake) {
    System.err.println("scripts/benchmark: %s; --help lists what there is".formatted(mistake));
    System.exit(2);
  }
}
