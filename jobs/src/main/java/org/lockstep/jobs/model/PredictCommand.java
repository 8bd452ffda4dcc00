package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.encoding.PredictionColumns;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.model.Model;
import org.lockstep.model.run.OutputGuard;
import org.lockstep.settings.value.Values;
import org.lockstep.training.evaluation.Intervals;
import org.lockstep.training.evaluation.Prediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a model's predictions for a table. */
@Command(
    name = "predict",
    description = "Writes a table as Parquet with the model's prediction for every row.",
    footer = {
      "",
      "Examples:",
      "  lockstep predict runs/digits conf/data/digits-test.parquet \\",
      "      --output runs/predictions",
      "  lockstep predict runs/digits conf/data/digits-test.parquet \\",
      "      --output runs/probabilities --probability columns --columns label",
      "  lockstep predict runs/digits conf/data/digits-test.parquet \\",
      "      --output runs/compressed --set spark.sql.parquet.compression.codec=zstd"
    })
public final class PredictCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write; it must not exist.")
  private String output = "";

  @Option(
      names = "--prediction-column",
      paramLabel = "NAME",
      defaultValue = "prediction",
      description = "The name of the prediction column; default: ${DEFAULT-VALUE}.")
  private String prediction = "";

  @Option(
      names = {"--probability-column", "--probabilities-column"},
      paramLabel = "NAME",
      description =
          "The name of the column of class probabilities, or what the names of their columns begin"
              + " with; default: probability.")
  private @Nullable String probability;

  @Option(
      names = "--probability",
      paramLabel = "FORM",
      description =
          "The form of the class probabilities: struct (one column with a field for each class, such"
              + " as probability.good; the default), columns (one for each class, such as"
              + " probability_good) or array (in the order of the classes, as inspect lists them).")
  private PredictionColumns.@Nullable Form form;

  @Option(
      names = "--columns",
      paramLabel = "NAMES",
      description =
          "The columns of the table to keep, such as id,name, beside the prediction; by default all."
              + " --columns= keeps none.")
  private @Nullable String columns;

  @Option(
      names = "--interval",
      paramLabel = "SHARE",
      description =
          "Adds NAME_low and NAME_high, between which this share of the targets lies, such as 0.9;"
              + " of a regression that was validated.")
  private @Nullable String interval;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  PredictCommand() {}

  @Override
  public Integer call() {
    Prediction.Written written;
    CommandLineSettings settings = options.settings("predict");
    OutputGuard.requireNoRunFile(SparkSessions.hadoop(settings.spark()), output);
    try (SparkSessions spark = options.open(settings)) {
      Model model = options.model(spark);
      requireClasses(model);
      PredictionColumns names = names(model, Invocation.of(spec).console()::warn);
      written =
          Prediction.write(
              spark.session(),
              model,
              options.data(spark, settings),
              output,
              names,
              Invocation.of(spec).console()::warn);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("rows  " + written.rows());
    RowsReport.print(written.used(), out);
    out.println("predictions  " + output);
    return 0;
  }

  /** The columns to write; an array of probabilities where the classes cannot name fields. */
  private PredictionColumns names(Model model, Consumer<String> warnings) {
    PredictionColumns.Form wanted = form == null ? PredictionColumns.Form.STRUCT : form;
    if (form == null && model.encoding().target() instanceof TargetEncoding.Classes classes) {
      Optional<String> fault = PredictionColumns.faultOf(classes);
      if (fault.isPresent()) {
        warnings.accept(fault.get() + ": the probabilities are in an array");
        wanted = PredictionColumns.Form.ARRAY;
      }
    }
    return new PredictionColumns(
        prediction,
        probability == null ? PredictionColumns.DEFAULT.probability() : probability,
        wanted,
        columns == null ? null : kept(columns),
        interval == null ? null : Intervals.of(model, level(interval)));
  }

  private static double level(String given) {
    double level = Values.number(given).orElse(Double.NaN);
    if (!(level > 0 && level < 1)) {
      throw new UserException(
          "%s is no share of rows".formatted(Quoted.of(given)),
          "--interval",
          "give a number greater than 0 and less than 1, such as 0.9");
    }
    return level;
  }

  private static List<String> kept(String columns) {
    return Stream.of(columns.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private void requireClasses(Model model) {
    if (model.encoding().target().task() == Task.CLASSIFICATION) {
      return;
    }
    if (probability != null || form != null) {
      throw new UserException(
          "a regression has no probabilities",
          probability != null ? "--probability-column" : "--probability",
          "remove the option");
    }
  }
}
