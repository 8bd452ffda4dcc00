package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.UserException;
import org.lockstep.data.source.TableReader;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.console.TextTable;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.settings.value.WrongValueException;
import org.lockstep.training.evaluation.Importance;
import org.lockstep.training.evaluation.PermutationImportance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells which columns a model depends on. */
@Command(
    name = "explain",
    description = {
      "Tells how much each column matters to a model: by how much a metric gets worse when the"
          + " values of the column are permuted among the rows of a table with labels."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep explain runs/diabetes-train conf/data/diabetes-test.parquet",
      "  lockstep explain runs/diabetes-train conf/data/diabetes-test.parquet \\",
      "      --metric mae --repeats 10"
    })
public final class ExplainCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "The metric that gets worse, one of those of evaluate; by default the loss.")
  private @Nullable String metric;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "Permutations of each column; by default ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of the permutations; by default ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private WeightOption weight;

  @Mixin private MissingLabelOption missingLabel;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ExplainCommand() {}

  @Override
  public Integer call() {
    if (repeats < 1) {
      throw new UserException(
          "--repeats is %d".formatted(repeats), "command line", "it must be 1 or more");
    }
    CommandLineSettings given = options.settings("explain", WeightOption.KEY);
    Optional<String> column = weight.column(given);
    Model model;
    Importance importance;
    try (SparkSessions spark = options.open(given)) {
      model = options.model(spark);
      PermutationImportance.Settings settings =
          new PermutationImportance.Settings(metric(model), repeats, seed);
      int columns = model.encoding().features().size();
      if (!json.isRequested()) {
        spec.commandLine()
            .getErr()
            .printf(
                Locale.ROOT,
                "%,d columns, %d permutations each: the network computes all rows %,d times%n",
                columns,
                repeats,
                settings.passes(columns));
        spec.commandLine().getErr().flush();
      }
      importance =
          PermutationImportance.of(
              spark.session(),
              model,
              TableReader.open(spark.session(), options.data(spark, given)),
              settings,
              column,
              missingLabel.of(model));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.isRequested()) {
      out.println(Report.json(figures(model, importance)));
    } else {
      print(model, importance, out);
    }
    return 0;
  }

  private ValidationMetric metric(Model model) {
    if (metric == null) {
      return ValidationMetric.LOSS;
    }
    try {
      return ValidationMetric.typeFor(model.encoding().target().task()).parse((Object) metric);
    } catch (WrongValueException e) {
      throw new UserException(
          "--metric is %s".formatted(metric), "command line", String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, @Nullable Object> figures(Model model, Importance importance) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("digest", model.digest());
    figures.put("examples", importance.examples());
    figures.putAll(RowsReport.figures(importance.rows()));
    figures.put("metric", importance.metric().settingsName());
    figures.put("value", importance.value());
    List<Map<String, @Nullable Object>> columns = new ArrayList<>();
    for (Importance.OfColumn column : importance.ranked()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("column", column.column());
      one.put("importance", column.mean());
      one.put("deviation", column.deviation());
      one.put("permutations", column.losses());
      columns.add(one);
    }
    figures.put("columns", columns);
    return figures;
  }

  private static void print(Model model, Importance importance, PrintWriter out) {
    String name = importance.metric().settingsName();
    out.println("examples  " + importance.examples());
    RowsReport.print(importance.rows(), out);
    out.println("%s  %s".formatted(name, NumberFormats.decimals(importance.value())));
    out.println();
    TextTable table =
        new TextTable().words("column").numbers("importance").numbers("+/-").words("");
    double most = importance.ranked().get(0).mean();
    for (Importance.OfColumn column : importance.ranked()) {
      table.add(
          List.of(
              column.column(),
              NumberFormats.decimals(column.mean()),
              NumberFormats.decimals(column.deviation()),
              bar(column.mean(), most)));
    }
    table.print(out);
    out.println();
    out.println(
        "importance: by how much the %s gets worse when the column's values are permuted"
            .formatted(name));
    out.println("digest  " + model.digest());
  }

  private static String bar(double value, double most) {
    return most > 0 && value > 0 ? "#".repeat((int) Math.round(20 * value / most)) : "";
  }
}
