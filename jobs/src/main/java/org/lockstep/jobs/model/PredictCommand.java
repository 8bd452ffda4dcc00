package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.PredictionColumns;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.model.Model;
import org.lockstep.model.run.OutputGuard;
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
      description = "The name of the column of class probabilities; default: probability.")
  private @Nullable String probability;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  PredictCommand() {}

  @Override
  public Integer call() {
    PredictionColumns names =
        new PredictionColumns(
            prediction,
            probability == null ? PredictionColumns.DEFAULT.probability() : probability);
    Prediction.Written written;
    CommandLineSettings settings = options.settings("predict");
    OutputGuard.requireNoRunFile(SparkSessions.hadoop(settings.spark()), output);
    try (SparkSessions spark = options.open(settings)) {
      Model model = options.model(spark);
      requireClasses(model);
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

  private void requireClasses(Model model) {
    if (probability != null && model.encoding().target().task() != Task.CLASSIFICATION) {
      throw new UserException(
          "a regression has no probabilities", "--probability-column", "remove the option");
    }
  }
}
