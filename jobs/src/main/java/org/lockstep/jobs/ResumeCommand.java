package org.lockstep.jobs;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.settings.GivenSettings;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.RunFolder;
import org.lockstep.training.TrainingSettings;
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
final class ResumeCommand implements Callable<Integer> {
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
      SettingsFile before = SettingsFile.ofRun(folder, List.of(), run);
      SettingsFile asked = SettingsFile.ofRun(folder, options.overrides(), run);
      if (folder.isFinished() && !goesOn(before, asked)) {
        printFinished(hadoop, asked);
        return 0;
      }
      SettingsFile now = SettingsFile.toGoOn(folder, options.overrides(), run);
      folder.replaceSettings(now.text());
      new TrainingRun(spec, options).train(now, folder);
    }
    return 0;
  }

  /** Whether the settings of now may take the run further than those it was finished with. */
  private static boolean goesOn(SettingsFile before, SettingsFile now) {
    TrainingSettings then = before.run().training();
    TrainingSettings next = now.run().training();
    return then.epochs() != next.epochs() || !then.stopping().equals(next.stopping());
  }

  private void printFinished(Configuration hadoop, SettingsFile settings) {
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
