package org.lockstep.jobs.train;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.model.ModelUse;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.GivenSettings;
import org.lockstep.jobs.settings.SettingsDifference;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with a run that was stopped, killed, or is to have more epochs. */
@Command(
    name = "resume",
    description = {
      "Goes on with a run from its last checkpoint, to the model that it would have",
      "come to undisturbed. A run without a checkpoint begins anew; a finished one",
      "gives its result, or goes on if more epochs are asked for. Of the settings, those",
      "that the bits depend on must stay as they were. Secrets, and settings of Spark that load",
      "code or lead to another machine, are not taken from the folder: give them again."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep resume runs/digits",
      "  lockstep resume runs/digits --set training.epochs=40"
    })
public final class ResumeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The folder that train was given as its output.")
  private String run = "";

  @Mixin private RunOptions options;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ResumeCommand() {}

  @Override
  public Integer call() {
    Configuration hadoop = SparkSessions.hadoop(GivenSettings.sparkAmong(options.overrides()));
    try (RunFolder folder = RunFolder.reopen(hadoop, run)) {
      if (isOver(folder)) {
        printFinished(hadoop, folder);
        return 0;
      }
      folder.hold(Invocation.of(spec).console()::warn);
      if (isOver(folder)) { // by now: another process may have come to the end of it
        printFinished(hadoop, folder);
        return 0;
      }
      SettingsFile settings = SettingsFile.toGoOn(folder, options.overrides(), run);
      folder.replaceSettings(settings.text());
      new TrainingRun(spec, options).train(settings, folder);
    }
    return 0;
  }

  private SettingsFile settings(RunFolder folder) {
    return SettingsFile.ofRun(folder, options.overrides(), run);
  }

  private SettingsFile settingsBefore(RunFolder folder) {
    return SettingsFile.ofRun(folder, List.of(), run);
  }

  /** Whether the run is finished, and the settings of now take it no further. */
  private boolean isOver(RunFolder folder) {
    TrainingSettings next = settings(folder).run().training();
    TrainingSettings then = settingsBefore(folder).run().training();
    return folder.isFinished()
        && then.batches().epochs() == next.batches().epochs()
        && then.stopping().equals(next.stopping());
  }

  private void printFinished(Configuration hadoop, RunFolder folder) {
    SettingsFile settings = settings(folder);
    List<String> unused = SettingsDifference.ofAll(settingsBefore(folder).text(), settings.text());
    if (!unused.isEmpty()) {
      Invocation.of(spec)
          .console()
          .warn("this run is finished and was not trained: not used, " + String.join("; ", unused));
    }
    Model model = ModelFolder.read(hadoop, run);
    Metrics validation = ModelFolder.readValidation(hadoop, run);
    PrintWriter out = spec.commandLine().getOut();
    if (!options.quiet()) {
      spec.commandLine()
          .getErr()
          .println("this run is finished; --set training.epochs=N would take it further");
    }
    if (options.json()) {
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("digest", model.digest());
      for (String name : List.of("epochs", "iterations", "stopped", "model-iteration")) {
        figures.put(name, model.provenance().training().get(name));
      }
      figures.put("validation", validation == null ? null : Report.figures(validation));
      figures.put("output", run);
      out.println(Report.json(figures));
      return;
    }
    if (validation != null) {
      out.println("validation  " + Report.line(validation));
    }
    out.println("model  " + run);
    out.println("use  " + ModelUse.command(run, settings.run().data().validation()));
    out.println("digest  " + model.digest());
  }
}
