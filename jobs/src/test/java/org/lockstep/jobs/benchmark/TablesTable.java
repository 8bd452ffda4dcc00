package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * {@code init} and {@code train} with nothing but the label named, beside linear models and boosted
 * trees, with their defaults and after a search, on public tables.
 */
final class TablesTable implements Table {
  private static final int TRIALS = 30;

  /** With more rows to train on, no search: it would take hours. */
  private static final long MOST_ROWS_TO_SEARCH = 30_000;

  private static final String LOCKSTEP = "Lockstep";

  /** Idle threads of OpenMP sleep, so that they take no core from the others. */
  private static final Map<String, String> PYTHON =
      Map.of("OMP_NUM_THREADS", "2", "OMP_WAIT_POLICY", "passive");

  @Override
  public String name() {
    return "tables";
  }

  @Override
  public String question() {
    return "Tables: init and train, beside linear models and boosted trees, untuned and tuned";
  }

  @Override
  public String takes() {
    return "8 hours";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Path source = bench.work("tables-source");
    if (!Files.exists(source.resolve("versions"))) {
      String fetch = bench.root().resolve("scripts/peers/fetch-tables").toString();
      Child.run(bench, "tables-fetch", Map.of(), List.of(fetch, source.toString())).wentWell();
    }
    List<PublicTable> tables =
        PublicTable.ALL.stream()
            .filter(t -> !bench.quick() || List.of("pima", "sacramento").contains(t.name()))
            .toList();
    divide(bench, tables, source);
    List<TableScores> all = new ArrayList<>();
    Report report = bench.report(this);
    for (PublicTable table : tables) {
      all.add(scores(bench, table));
      report = report(bench, source, all);
      report.write(bench.folder()); // A run that is cut short leaves what it has measured
    }
    return report;
  }

  private Report report(Bench bench, Path source, List<TableScores> all) throws IOException {
    Report report = bench.report(this);
    TableScores.addGrid(report, all);
    report.note(
        "Means over %d seeds: log loss or RMSE of the test rows, a fifth of each table, and seconds"
                .formatted(seeds(bench))
            + " to train, of Lockstep with the start of Java and Spark. ± is the standard error of"
            + " a mean over the test rows. Tuned: the best of %d random settings by a fifth of the"
                .formatted(trials(bench))
            + " rows to train on, its time included; left out above %,d rows."
                .formatted(MOST_ROWS_TO_SEARCH));
    report.note(TableScores.summary(all));
    report.note("From " + String.join(", ", Files.readAllLines(source.resolve("versions"))) + ".");
    return report;
  }

  private static int seeds(Bench bench) {
    return bench.times(3, 1);
  }

  private static int trials(Bench bench) {
    return bench.times(TRIALS, 2);
  }

  private static Path folder(Bench bench, PublicTable table) throws IOException {
    return bench.work("tables").resolve(table.name());
  }

  private static void divide(Bench bench, List<PublicTable> tables, Path source)
      throws IOException {
    try (SparkSession spark = LocalSession.open()) {
      for (PublicTable table : tables) {
        table.divide(spark, source, folder(bench, table));
      }
    }
  }

  private static TableScores scores(Bench bench, PublicTable table)
      throws IOException, InterruptedException {
    Map<String, List<TableScores.Score>> scores = new TreeMap<>();
    long rows = 0;
    for (int seed = 1; seed <= seeds(bench); seed++) {
      rows = peers(bench, table, seed, 0, scores);
      if (rows <= MOST_ROWS_TO_SEARCH) {
        peers(bench, table, seed, trials(bench), scores);
      }
    }
    Path settings = folder(bench, table).resolve("settings.conf");
    run(
        bench,
        table,
        "init",
        part(bench, table, "train"),
        "--label",
        table.label(),
        "--output",
        settings.toString(),
        "--overwrite");
    for (int seed = 1; seed <= seeds(bench); seed++) {
      scores
          .computeIfAbsent(LOCKSTEP, model -> new ArrayList<>())
          .add(lockstep(bench, table, settings, seed));
    }
    TableScores all = new TableScores(table, rows, scores);
    bench.log("%s", all);
    return all;
  }

  /**
   * Adds the scores of the other models, which are kept: they do not change with Lockstep.
   *
   * @return the number of rows to train on
   */
  private static long peers(
      Bench bench,
      PublicTable table,
      int seed,
      int trials,
      Map<String, List<TableScores.Score>> scores)
      throws IOException, InterruptedException {
    Path kept = folder(bench, table).resolve("peers-%d-%d.json".formatted(seed, trials));
    if (!Files.exists(kept)) {
      List<String> command =
          Python.command(
              bench,
              "tables.py",
              folder(bench, table).toString(),
              table.isOfClasses() ? "classes" : "numbers",
              table.label(),
              String.valueOf(seed),
              String.valueOf(trials));
      Child child = Child.run(bench, "tables-" + table.name(), PYTHON, command).wentWell();
      Files.write(kept, child.lines().stream().map(Child.Line::text).toList());
    }
    long rows = 0;
    for (String line : Files.readAllLines(kept)) {
      JsonNode node = new ObjectMapper().readTree(line);
      String model = (trials > 0 ? "tuned " : "") + node.get("model").asText();
      scores
          .computeIfAbsent(model, m -> new ArrayList<>())
          .add(
              new TableScores.Score(
                  node.get("score").asDouble(),
                  node.get("error").asDouble(),
                  node.get("seconds").asDouble()));
      rows = node.get("rows").asLong();
    }
    return rows;
  }

  private static TableScores.Score lockstep(Bench bench, PublicTable table, Path settings, int seed)
      throws IOException, InterruptedException {
    String model = folder(bench, table).resolve("model").toString();
    long start = System.nanoTime();
    run(
        bench,
        table,
        "train",
        settings.toString(),
        "--set",
        "output=" + model,
        "--set",
        "overwrite=true",
        "--set",
        "training.seed=" + seed);
    double seconds = (System.nanoTime() - start) * 1e-9;
    Child evaluated = run(bench, table, "evaluate", model, part(bench, table, "test"), "--json");
    JsonNode figures = evaluated.json().get(0);
    String metric = table.isOfClasses() ? "log-loss" : "rmse";
    return new TableScores.Score(
        figures.get(metric).asDouble(),
        figures.path("standard-errors").path(metric).asDouble(),
        seconds);
  }

  private static String part(Bench bench, PublicTable table, String part) throws IOException {
    return folder(bench, table).resolve(part + ".parquet").toString();
  }

  private static Child run(Bench bench, PublicTable table, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(bench.root().resolve("scripts/lockstep").toString());
    command.addAll(List.of(arguments));
    return Child.run(bench, "tables-%s-%s".formatted(table.name(), arguments[0]), Map.of(), command)
        .wentWell();
  }
}
