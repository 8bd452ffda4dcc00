package org.lockstep.jobs.train;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.lockstep.jobs.console.Console;
import org.lockstep.jobs.console.PlanSummary;
import org.lockstep.jobs.console.ProgressLog;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.console.TerminalProgress;
import org.lockstep.jobs.console.Warnings;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.session.StopSignals;
import org.lockstep.jobs.settings.RunListeners;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.data.Validation;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;
import picocli.CommandLine.Model.CommandSpec;

/** Trains in a run's folder and prints the result; used by train and resume. */
final class TrainingRun {
  private final PrintWriter out;
  private final Console console;
  private final RunOptions options;
  private final boolean showsLog;

  /**
   * Creates it.
   *
   * @param command the command that was called
   */
  TrainingRun(CommandSpec command, RunOptions options) {
    this.out = command.commandLine().getOut();
    this.console = Invocation.of(command).console();
    this.showsLog = Invocation.of(command).showsLog();
    this.options = options;
  }

  /** Trains, from the folder's last checkpoint if it has one. */
  void train(SettingsFile settings, RunFolder folder) {
    TrainingResult result;
    status("starting Spark");
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      OptionalLong maxIterations = settings.run().training().stopping().maxIterations();
      status("reading the data");
      result =
          settings.run().data().validation() instanceof Validation.Folds folds
              ? train(
                  new FoldRuns(
                      spark.session(),
                      settings,
                      folds,
                      folder,
                      part -> listeners(maxIterations, part),
                      this::say))
              : train(
                  new Trainer(
                      spark.session(),
                      settings.run(),
                      RunListeners.of(
                          settings,
                          folder,
                          spark.session(),
                          listeners(maxIterations, FoldRuns.Part.ALL_ROWS))),
                  folder);
    } finally {
      console.clear();
    }
    ResultReport report = new ResultReport(settings.run(), result);
    if (!options.json()) {
      report.print(out);
      return;
    }
    if (!options.quiet()) {
      report.print(console.text());
    }
    out.println(Report.json(report.figures()));
  }

  private TrainingResult train(Trainer trainer, RunFolder folder) {
    return StopSignals.sendTo(trainer::requestStop, console.text(), () -> trainer.train(folder));
  }

  private TrainingResult train(FoldRuns runs) {
    return StopSignals.sendTo(runs::requestStop, console.text(), runs::train);
  }

  private void say(String line) {
    if (!options.quiet()) {
      console.text().println(line);
      console.text().flush();
    }
  }

  private void status(String text) {
    if (hasStatus()) {
      console.show(text);
    }
  }

  /** A log goes past the console, and would be written into its status. */
  private boolean hasStatus() {
    return !options.quiet() && !showsLog && console.isTerminal();
  }

  private List<TrainingListener> listeners(OptionalLong maxIterations, FoldRuns.Part part) {
    List<TrainingListener> listeners = new ArrayList<>();
    listeners.add(
        part == FoldRuns.Part.OTHER_FOLD ? Warnings.noticed(console) : new Warnings(console));
    if (options.quiet()) {
      return listeners;
    }
    if (part != FoldRuns.Part.OTHER_FOLD) {
      listeners.add(new PlanSummary(console.text()));
    }
    if (hasStatus()) {
      listeners.add(new TerminalProgress(console, maxIterations));
    } else if (part == FoldRuns.Part.ALL_ROWS) {
      listeners.add(new ProgressLog(console.text(), maxIterations, System::nanoTime));
    }
    return listeners;
  }
}
