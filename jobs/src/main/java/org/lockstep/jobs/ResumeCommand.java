package org.lockstep.jobs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.RunFolder;
import org.lockstep.training.TrainingSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with a run that was stopped, killed, or is to have more epochs. */
@Command(
    name = "resume",
    description = {
      "Goes on with a run from its last checkpoint, to the model that it would have",
      "come to undisturbed. A run without a checkpoint begins anew; a finished one",
      "gives its result, or goes on if more epochs are asked for."
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

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace one setting; may be repeated. What the bits depend on must stay as it was.")
  private List<String> overrides = List.of();

  @Option(
      names = "--json",
      description = "Print the result as one JSON object, alone on standard output.")
  private boolean json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ResumeCommand() {}

  @Override
  public Integer call() {
    Configuration hadoop = SparkSessions.hadoop(SettingsFile.defaultSpark());
    CommandLine line = spec.commandLine();
    try (RunFolder folder = RunFolder.reopen(hadoop, run)) {
      SettingsFile before = SettingsFile.ofRun(folder, List.of(), run);
      SettingsFile now = SettingsFile.ofRun(folder, overrides, run);
      if (folder.isFinished() && !goesOn(before, now)) {
        printFinished(hadoop, line);
        return 0;
      }
      folder.replaceSettings(now.text());
      new TrainingRun(line.getOut(), line.getErr(), json).train(now, folder);
    }
    return 0;
  }

  /** Whether the settings of now may take the run further than those it was finished with. */
  private static boolean goesOn(SettingsFile before, SettingsFile now) {
    TrainingSettings then = before.run().training();
    TrainingSettings next = now.run().training();
    return then.epochs() != next.epochs() || !then.stopping().equals(next.stopping());
  }

  private void printFinished(Configuration hadoop, CommandLine line) {
    Model model = ModelFolder.read(hadoop, run);
    Metrics validation = ModelFolder.readValidation(hadoop, run);
    line.getErr().println("this run is finished; --set training.epochs=N would take it further");
    if (json) {
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("digest", model.digest());
      for (String name : List.of("epochs", "iterations", "stopped", "model-iteration")) {
        figures.put(name, model.provenance().training().get(name));
      }
      figures.put("validation", validation == null ? null : Report.figures(validation));
      figures.put("output", run);
      line.getOut().println(Report.json(figures));
      return;
    }
    if (validation != null) {
      line.getOut().println("validation  " + Report.line(validation));
    }
    line.getOut().println("model  " + run);
    line.getOut().println("digest  " + model.digest());
  }
}
