package org.lockstep.jobs;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lockstep.training.StopReason;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model by a settings file. */
@Command(
    name = "train",
    description = "Trains a model and writes it to the folder that the settings name.",
    footer = {
      "",
      "Examples:",
      "  lockstep train conf/digits.conf",
      "  lockstep train conf/digits.conf --set training.epochs=5"
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONF", description = "The settings, a HOCON file.")
  private String file = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replace one setting of the file; may be repeated.")
  private List<String> overrides = List.of();

  @Option(
      names = "--json",
      description = "Print the result as one JSON object, alone on standard output.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TrainCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    SettingsFile settings = SettingsFile.read(file, overrides);
    TrainingResult result;
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      ProgressLog progress = new ProgressLog(err, settings.run().training().epochs());
      result = new Trainer(spark.session(), settings.run(), progress).train();
    }
    String output = settings.run().output();
    print(result, output, json ? err : out);
    if (json) {
      out.println(Report.json(figures(result, output)));
    }
    return 0;
  }

  private static void print(TrainingResult result, String output, PrintWriter to) {
    to.printf(
        Locale.ROOT,
        "trained  %d epochs, %d iterations, %.1f s, loss %s%n",
        result.epochs(),
        result.iterations(),
        result.seconds(),
        Report.number(result.loss()));
    if (result.stopped() != StopReason.EPOCHS) {
      to.println("stopped  " + result.stopped().sentence());
    }
    if (result.modelIteration() < result.iterations()) {
      to.println("restored  the weights after iteration " + result.modelIteration());
    }
    if (result.validation() != null) {
      to.println("validation  " + Report.line(result.validation()));
    }
    to.println("model  " + output);
    to.println("digest  " + result.model().digest());
  }

  private static Map<String, @Nullable Object> figures(TrainingResult result, String output) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("digest", result.model().digest());
    figures.put("epochs", result.epochs());
    figures.put("iterations", result.iterations());
    figures.put("stopped", result.stopped().resultName());
    figures.put("model-iteration", result.modelIteration());
    figures.put("loss", result.loss());
    figures.put(
        "validation", result.validation() == null ? null : Report.figures(result.validation()));
    figures.put("seconds", result.seconds());
    figures.put("lanes", result.lanes());
    figures.put("partitions", result.partitions());
    figures.put("exchange", result.exchange());
    figures.put("output", output);
    return figures;
  }
}
