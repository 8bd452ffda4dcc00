package org.lockstep.jobs.train;

import java.util.concurrent.Callable;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.RunSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model. */
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
public final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONF", description = "The settings, a HOCON file.")
  private String file = "";

  @Mixin private RunOptions options;

  @Option(
      names = "--dry-run",
      description =
          "Do everything for two iterations, say how long the run will take, and leave nothing "
              + "behind.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TrainCommand() {}

  @Override
  public Integer call() {
    SettingsFile settings = SettingsFile.read(file, options.overrides());
    if (dryRun) {
      CommandLine line = spec.commandLine();
      return new DryRun(line.getOut(), line.getErr(), options.json()).run(settings);
    }
    RunSettings run = settings.run();
    // Before Spark starts, so that a run that is killed at any time can be resumed.
    try (RunFolder folder =
        RunFolder.begin(
            SparkSessions.hadoop(settings.spark()),
            run.output(),
            run.overwrite(),
            run.tables(),
            settings.text(),
            Invocation.of(spec).console()::warn)) {
      new TrainingRun(spec, options).train(settings, folder);
    }
    return 0;
  }
}
