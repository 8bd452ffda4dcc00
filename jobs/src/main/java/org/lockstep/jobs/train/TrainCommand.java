package org.lockstep.jobs.train;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.jobs.console.Console;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.session.StopSignals;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.RunSettings;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.check.RateCurve;
import org.lockstep.training.check.RateFinder;
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
      "  lockstep train conf/digits.conf --dry-run",
      "  lockstep train conf/digits.conf --find-learning-rate"
    })
public final class TrainCommand implements Callable<Integer> {
  /**
   * Iterations of a search for the learning rate: about thirty from one power of ten to the next.
   */
  private static final int RATES = 200;

  @Parameters(paramLabel = "CONF", description = "The settings, a HOCON file.")
  private String file = "";

  @Mixin private RunOptions options;

  @Option(
      names = "--dry-run",
      description =
          "Do everything for two iterations, say how long the run will take, and leave nothing "
              + "behind.")
  private boolean dryRun;

  @Option(
      names = "--find-learning-rate",
      description =
          "Raise the learning rate from iteration to iteration, show the loss at each rate, suggest "
              + "one, and leave nothing behind.")
  private boolean findsRate;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "The iterations of --find-learning-rate; default: " + RATES + ".")
  private @Nullable Integer iterations;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TrainCommand() {}

  @Override
  public Integer call() {
    SettingsFile settings = SettingsFile.read(file, options.overrides());
    checkOptions();
    if (findsRate) {
      findRate(settings);
      return 0;
    }
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

  private void checkOptions() {
    if (findsRate && dryRun) {
      throw new UserException(
          "both leave no model behind", "--find-learning-rate, --dry-run", "give one of them");
    }
    if (iterations != null && !findsRate) {
      throw new UserException(
          "--iterations %d is of --find-learning-rate alone".formatted(iterations),
          "--iterations",
          "a run is as long as --set training.max-iterations=%d says".formatted(iterations));
    }
    if (iterations != null && iterations < RateFinder.LEAST_ITERATIONS) {
      throw new UserException(
          "--iterations is %d".formatted(iterations),
          "--iterations",
          "it must be %d or more, for a curve".formatted(RateFinder.LEAST_ITERATIONS));
    }
  }

  private void findRate(SettingsFile settings) {
    CommandLine line = spec.commandLine();
    AtomicBoolean stops = new AtomicBoolean();
    int count = iterations == null ? RATES : iterations;
    RateCurve curve;
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      Console console = Invocation.of(spec).console();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public boolean wantsToStop() {
              return stops.get();
            }

            @Override
            public void noticed(String notice) {
              console.warn(notice);
            }
          };
      curve =
          StopSignals.sendTo(
              () -> stops.set(true),
              line.getErr(),
              () -> RateFinder.run(spark.session(), settings.run(), count, listener));
    }
    RateReport report = new RateReport(curve, file, count);
    if (options.json()) {
      line.getOut().println(Report.json(report.figures()));
    } else {
      report.print(line.getOut());
    }
  }
}
