package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
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
 * trees, on public tables.
 */
final class TablesTable implements Table {
  private static final List<String> MODELS = List.of("linear", "histogram", "xgboost");

  /** Idle threads of OpenMP sleep, so that they take no core from the others. */
  private static final Map<String, String> PYTHON =
      Map.of("OMP_NUM_THREADS", "2", "OMP_WAIT_POLICY", "passive");

  /** A score of the test rows, and the seconds that the training took. */
  private record Result(double score, double seconds) {
    @Override
    public String toString() {
      return "%s (%s s)".formatted(Spread.number(score), Spread.number(seconds));
    }
  }

  @Override
  public String name() {
    return "tables";
  }

  @Override
  public String question() {
    return "Tables: init and train, beside linear models and boosted trees with their defaults";
  }

  @Override
  public String takes() {
    return "60 minutes";
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
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "",
            "table",
            "rows to train on",
            "score",
            "linear",
            "HistGradientBoosting",
            "XGBoost",
            "Lockstep");
    for (PublicTable table : tables) {
      Map<String, Result> baselines = new TreeMap<>();
      long rows = baselines(bench, table, baselines);
      Result own = lockstep(bench, table);
      bench.log("%s: %s, Lockstep %s", table.name(), baselines, own);
      List<Object> cells = new ArrayList<>();
      cells.addAll(List.of(table.name(), rows, table.isOfClasses() ? "log loss" : "RMSE"));
      MODELS.forEach(model -> cells.add(String.valueOf(baselines.get(model))));
      cells.add(own.toString());
      grid.row(cells.toArray());
    }
    report.note(
        "Log loss or RMSE of the test rows, a fifth of each table, and seconds to train: of Lockstep"
            + " with the start of Java and Spark. From "
            + String.join(", ", Files.readAllLines(source.resolve("versions")))
            + ".");
    return report;
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

  /** Adds the results of the baselines, and returns the number of rows to train on. */
  private static long baselines(Bench bench, PublicTable table, Map<String, Result> results)
      throws IOException, InterruptedException {
    List<String> command =
        Python.command(
            bench,
            "tables.py",
            folder(bench, table).toString(),
            table.isOfClasses() ? "classes" : "numbers",
            table.label(),
            "1");
    long rows = 0;
    for (JsonNode line :
        Child.run(bench, "tables-" + table.name(), PYTHON, command).wentWell().json()) {
      results.put(
          line.get("model").asText(),
          new Result(line.get("score").asDouble(), line.get("seconds").asDouble()));
      rows = line.get("rows").asLong();
    }
    return rows;
  }

  private static Result lockstep(Bench bench, PublicTable table)
      throws IOException, InterruptedException {
    Path folder = folder(bench, table);
    String settings = folder.resolve("settings.conf").toString();
    String train = folder.resolve("train.parquet").toString();
    String model = "output=" + folder.resolve("model");
    run(bench, table, "init", train, "--label", table.label(), "--output", settings, "--overwrite");
    long start = System.nanoTime();
    run(bench, table, "train", settings, "--set", model, "--set", "overwrite=true");
    double seconds = (System.nanoTime() - start) * 1e-9;
    Child evaluated =
        run(
            bench,
            table,
            "evaluate",
            folder.resolve("model").toString(),
            folder.resolve("test.parquet").toString(),
            "--json");
    String text = String.join("\n", evaluated.lines().stream().map(Child.Line::text).toList());
    JsonNode figures = new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
    String metric = table.isOfClasses() ? "log-loss" : "rmse";
    return new Result(figures.get(metric).asDouble(), seconds);
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
