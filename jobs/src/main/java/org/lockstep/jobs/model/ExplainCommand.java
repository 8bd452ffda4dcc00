package org.lockstep.jobs.model;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.table.Table;
import org.lockstep.explanation.Dependence;
import org.lockstep.explanation.ExplainedRows;
import org.lockstep.explanation.PartialDependence;
import org.lockstep.explanation.RowAttribution;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.scoring.Explainer;
import org.lockstep.settings.table.TableSettings;
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
          + " values of the column are permuted among the rows of a table with labels; how the"
          + " predictions depend on the most important columns; and what the columns of single rows"
          + " contribute to their predictions."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep explain runs/diabetes-train conf/data/diabetes-test.parquet",
      "  lockstep explain runs/diabetes-train conf/data/diabetes-test.parquet \\",
      "      --metric mae --repeats 10 --dependence bmi,s5",
      "  lockstep explain runs/diabetes-train conf/data/diabetes-test.parquet --rows 3"
    })
public final class ExplainCommand implements Callable<Integer> {
  /** The name of the file in the model's folder. */
  public static final String FILE = "explanation.json";

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
      description = "The seed of all permutations and draws; by default ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private ExplainOptions more;

  @Mixin private WeightOption weight;

  @Mixin private MissingLabelOption missingLabel;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ExplainCommand() {}

  @Override
  public Integer call() {
    ExplainOptions.requireAtLeast("--repeats", repeats, 1);
    more.check();
    CommandLineSettings given = options.settings("explain", WeightOption.KEY);
    Optional<String> column = weight.column(given);
    Explanation found;
    Optional<String> saved;
    try (SparkSessions spark = options.open(given)) {
      found = explanation(spark, given, column);
      saved = save(spark, ExplanationReport.figures(found));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.isRequested()) {
      Map<String, @Nullable Object> figures = ExplanationReport.figures(found);
      if (more.rows() > 0) {
        figures.put("rows", ExplanationReport.figures(found.rows()));
      }
      out.println(Report.json(figures));
    } else {
      ExplanationReport.print(found, out);
      out.println();
      saved.ifPresent(
          file -> {
            out.println("explanation  " + file);
            out.println("use  scripts/lockstep report " + options.folder());
          });
      out.println("digest  " + found.model().digest());
    }
    return 0;
  }

  /**
   * Writes what was found of the columns into the model's folder, where a report finds it.
   *
   * @return the file; empty if it cannot be written, which gives a warning
   */
  private Optional<String> save(SparkSessions spark, Map<String, @Nullable Object> figures) {
    Path file = new Path(options.folder(), FILE);
    try {
      new FolderFiles(spark.session().sparkContext().hadoopConfiguration(), options.folder())
          .write(file, (Report.json(figures) + "\n").getBytes(StandardCharsets.UTF_8));
      return Optional.of(file.toString());
    } catch (IOException e) {
      Invocation.of(spec)
          .console()
          .warn("cannot write %s: %s; a report will not show it".formatted(file, e.getMessage()));
      return Optional.empty();
    }
  }

  private Explanation explanation(
      SparkSessions spark, CommandLineSettings given, Optional<String> weightColumn) {
    Model model = options.model(spark);
    PermutationImportance.Settings settings =
        new PermutationImportance.Settings(metric(model), repeats, seed);
    tellCosts(model, settings);
    TableSettings data = options.data(spark, given);
    Table table = TableReader.open(spark.session(), data);
    Importance importance =
        PermutationImportance.of(
            spark.session(), model, table, settings, weightColumn, missingLabel.of(model));
    List<String> columns = more.dependence(model, importance);
    Optional<Dependence> dependence =
        columns.isEmpty()
            ? Optional.empty()
            : Optional.of(
                PartialDependence.of(spark.session(), model, table, columns, more.points()));
    return new Explanation(
        model, data.name(), importance, dependence, rows(spark, model, table, data));
  }

  private List<ExplainedRows.One> rows(
      SparkSessions spark, Model model, Table table, TableSettings data) {
    if (more.rows() == 0) {
      return List.of();
    }
    Explainer explainer =
        RowAttribution.explainer(
            spark.session(), model, table, more.baseline(), Explainer.Orders.of(seed));
    return ExplainedRows.of(
        TableReader.open(spark.session(), more.chosen(data)),
        model.encoding(),
        explainer,
        more.rows());
  }

  private void tellCosts(Model model, PermutationImportance.Settings settings) {
    if (json.isRequested()) {
      return;
    }
    PrintWriter err = spec.commandLine().getErr();
    int columns = model.encoding().features().size();
    err.printf(
        Locale.ROOT,
        "%,d columns, %d permutations each: the network computes all rows %,d times%n",
        columns,
        repeats,
        settings.passes(columns));
    int dependences = more.dependences(model);
    if (dependences > 0) {
      err.printf(
          Locale.ROOT,
          "the dependence on %,d columns: up to %,d times more%n",
          dependences,
          PartialDependence.passes(dependences, more.points()));
    }
    if (more.rows() > 0) {
      err.printf(
          Locale.ROOT,
          "up to %,d rows by %,d others: %,d computations of the network for each%n",
          more.rows(),
          more.baseline(),
          Explainer.evaluations(columns, more.baseline(), Explainer.Orders.of(seed)));
    }
    err.flush();
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
}
