package org.lockstep.jobs;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.lockstep.training.Prediction;
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
      "Example:",
      "  lockstep predict runs/digits conf/data/digits-test.parquet --output runs/predictions"
    })
final class PredictCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write; it must not be there yet.")
  private String output = "";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  PredictCommand() {}

  @Override
  public Integer call() {
    long rows;
    try (SparkSessions spark = options.open()) {
      rows =
          Prediction.write(
              spark.session(),
              options.model(spark),
              options.data(),
              output,
              Main.of(spec).console()::warn);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("rows  " + rows);
    out.println("predictions  " + output);
    return 0;
  }
}
