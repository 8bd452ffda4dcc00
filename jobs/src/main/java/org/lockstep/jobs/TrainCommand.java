package org.lockstep.jobs;

import java.util.List;
import java.util.concurrent.Callable;
import org.lockstep.model.RunFolder;
import org.lockstep.training.RunSettings;
import picocli.CommandLine;
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
      "  lockstep train conf/digits.conf --set training.epochs=5",
      "  lockstep train conf/digits.conf --dry-run"
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

  @Option(
      names = "--dry-run",
      description = {
        "Do everything for two iterations, say how long the run will take, and leave nothing",
        "behind."
      })
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TrainCommand() {}

  @Override
  public Integer call() {
    SettingsFile settings = SettingsFile.read(file, overrides);
    CommandLine line = spec.commandLine();
    if (dryRun) {
      return new DryRun(line.getOut(), line.getErr(), json).run(settings);
    }
    RunSettings run = settings.run();
    // Before Spark starts: from its first moment on a run can be resumed.
    try (RunFolder folder =
        RunFolder.begin(
            SparkSessions.hadoop(settings.spark()),
            run.output(),
            run.overwrite(),
            run.tables(),
            settings.text())) {
      new TrainingRun(line.getOut(), line.getErr(), json).train(settings, folder);
    }
    return 0;
  }
}
