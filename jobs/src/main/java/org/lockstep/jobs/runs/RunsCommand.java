package org.lockstep.jobs.runs;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.console.TextTable;
import org.lockstep.jobs.session.Failure;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SparkOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.tune.SearchFolder;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.run.RunFiles;
import org.lockstep.settings.value.NearestName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the runs and searches of a folder, the best first. */
@Command(
    name = "runs",
    description = {
      "Lists the runs and searches of a folder, one per line, the best first.",
      "The metrics are those of the model if the run is finished, and the latest otherwise. "
          + "A search of tune is shown by its best trial."
    },
    footer = {"", "Examples:", "  lockstep runs", "  lockstep runs runs --sort validation-loss"})
public final class RunsCommand implements Callable<Integer> {
  private static final List<String> SORTED_BY = List.of("accuracy", "validation-loss", "loss");
  private static final int DIGITS_OF_DIGEST = 8;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      defaultValue = "runs",
      description = "The folder that contains the runs; default: ${DEFAULT-VALUE}.")
  private String folder = "";

  @Option(
      names = "--sort",
      paramLabel = "METRIC",
      description =
          "The metric to sort by: one of ${COMPLETION-CANDIDATES}, where loss is that of training; "
              + "by default accuracy if a run has it, else validation-loss, else loss.",
      completionCandidates = Metrics.class)
  private @Nullable String sort;

  /** Their names, for the help text. */
  static final class Metrics implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return RunSummary.METRICS.keySet().iterator();
    }
  }

  @Mixin private JsonOption json;

  @Mixin private SparkOptions sparkOptions;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RunsCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Listed> runs = read();
    List<String> metrics =
        RunSummary.METRICS.keySet().stream()
            .filter(
                metric -> runs.stream().anyMatch(line -> line.run().metrics().containsKey(metric)))
            .toList();
    String sortedBy = sort == null ? defaultOf(metrics) : sort;
    if (sort != null && !metrics.contains(sort) && !runs.isEmpty()) {
      throw new UserException(
          "no run in %s has the metric %s".formatted(folder, sort),
          "--sort",
          metrics.isEmpty()
              ? "no run has a metric yet"
              : "there are %s; the nearest is %s"
                  .formatted(String.join(", ", metrics), NearestName.of(sort, metrics)));
    }
    runs.sort(
        Comparator.comparingDouble((Listed line) -> rank(line.run(), sortedBy))
            .thenComparing(Listed::name));
    if (json.isRequested()) {
      out.println(Report.json(figures(runs, sortedBy)));
    } else if (runs.isEmpty()) {
      spec.commandLine().getErr().println("there are no runs in " + folder);
    } else {
      print(runs, metrics, out);
    }
    return 0;
  }

  /** Reads all runs; prints a warning for each that cannot be read. */
  private List<Listed> read() {
    Configuration hadoop = SparkSessions.hadoop(sparkOptions.read("runs").spark());
    List<Listed> runs = new ArrayList<>();
    for (String name : RunFiles.foldersIn(hadoop, folder)) {
      add(runs, name, () -> Listed.run(hadoop, folder, name));
    }
    for (String name : SearchFolder.foldersIn(hadoop, folder)) {
      add(runs, name, () -> Listed.search(hadoop, folder, name));
    }
    return runs;
  }

  /** A damaged run must not hide the others. */
  private void add(List<Listed> runs, String name, Supplier<Listed> read) {
    try {
      runs.add(read.get());
    } catch (RuntimeException e) {
      spec.commandLine()
          .getErr()
          .println("warning: %s is left out: %s".formatted(name, Failure.of(e).what()));
    }
  }

  private static @Nullable String defaultOf(List<String> metrics) {
    return SORTED_BY.stream().filter(metrics::contains).findFirst().orElse(null);
  }

  /** The sort key, smaller is better; NaN, sorted last, if the run does not have the metric. */
  private static double rank(RunSummary run, @Nullable String metric) {
    ValidationMetric better = metric == null ? null : RunSummary.METRICS.get(metric);
    return better == null
        ? Double.NaN
        : -better.gain(run.metrics().getOrDefault(metric, Double.NaN), 0);
  }

  private Map<String, @Nullable Object> figures(List<Listed> runs, @Nullable String sortedBy) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("folder", folder);
    figures.put("sorted-by", sortedBy);
    figures.put("runs", runs.stream().map(Listed::figures).toList());
    return figures;
  }

  private static void print(List<Listed> runs, List<String> metrics, PrintWriter out) {
    TextTable table = new TextTable().words("run").words("state").numbers("iterations");
    table.numbers("epoch");
    metrics.forEach(table::numbers);
    table.words("digest").numbers("time").words("network").words("optimizer");
    for (Listed line : runs) {
      RunSummary run = line.run();
      List<String> cells = new ArrayList<>(List.of(line.name(), line.state()));
      cells.add(orDash(run.progress().iterations()));
      cells.add(run.progress().epochText());
      metrics.forEach(metric -> cells.add(run.metricText(metric)));
      cells.add(run.digest() == null ? "-" : run.digest().substring(0, DIGITS_OF_DIGEST));
      cells.add(run.progress().timeText());
      cells.add(orDash(run.setup().network()));
      cells.add(orDash(run.setup().optimizer()));
      table.add(cells);
    }
    table.print(out);
  }

  private static String orDash(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
