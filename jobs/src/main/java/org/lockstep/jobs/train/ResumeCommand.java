package org.lockstep.jobs.train;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.model.CrossValidationReport;
import org.lockstep.jobs.model.NextStep;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.jobs.settings.SettingsDifference;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.CrossValidation;
import org.lockstep.model.Manifest;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.Provenance;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.Validation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Continues a run that was stopped or killed, or trains a finished one for more epochs. */
@Command(
    name = "resume",
    description = {
      "Continues a run from its last checkpoint and reaches the same model as without the "
          + "interruption.",
      "A run without a checkpoint starts from the beginning. A finished run prints its "
          + "result, or continues if --set gives it more epochs. Settings that affect the bits of "
          + "the model must not change. Secrets, and Spark settings that load code or name "
          + "another machine, are not read from the folder: give them again."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep resume runs/digits",
      "  lockstep resume runs/digits --set training.epochs=40"
    })
public final class ResumeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run folder, the output of train.")
  private String run = "";

  @Mixin private RunOptions options;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ResumeCommand() {}

  @Override
  public Integer call() {
    Configuration hadoop =
        SparkSessions.hadoop(CommandLineSettings.sparkAmong(options.overrides()));
    try (RunFolder folder = RunFolder.reopen(hadoop, run)) {
      if (isOver(folder)) {
        printFinished(hadoop, folder);
        return 0;
      }
      folder.hold(Invocation.of(spec).console()::warn);
      if (isOver(folder)) { // another process may have finished it before the lock was taken
        printFinished(hadoop, folder);
        return 0;
      }
      SettingsFile settings = SettingsFile.toGoOn(folder, options.overrides(), run);
      requireSameFolds(settingsBefore(folder), settings);
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

  /** Whether the run is finished, and the new settings do not extend it. */
  private boolean isOver(RunFolder folder) {
    TrainingSettings next = settings(folder).run().training();
    TrainingSettings then = settingsBefore(folder).run().training();
    boolean isAsLong =
        then.batches().epochs() == next.batches().epochs()
            && then.stopping().equals(next.stopping());
    return folder.isFinished() && (isAsLong || isCrossValidation(settingsBefore(folder)));
  }

  private static boolean isCrossValidation(SettingsFile settings) {
    return settings.run().data().validation() instanceof Validation.Folds;
  }

  /** Folds that are finished would not follow settings that change their length. */
  private static void requireSameFolds(SettingsFile before, SettingsFile now) {
    List<String> differences = SettingsDifference.of(before.text(), now.text());
    if (!differences.isEmpty() && (isCrossValidation(before) || isCrossValidation(now))) {
      throw new UserException(
          "a cross-validation goes on with the settings that it began with: "
              + String.join("; ", differences),
          "--set",
          "leave them out, or train anew with another output");
    }
  }

  private static Map<String, @Nullable Object> standardErrors(Model model) {
    Map<String, @Nullable Object> errors = new LinkedHashMap<>();
    if (model.provenance().training().get(Provenance.STANDARD_ERRORS) instanceof Map<?, ?> kept) {
      kept.forEach((metric, error) -> errors.put(String.valueOf(metric), error));
    }
    return errors;
  }

  private void printFinished(Configuration hadoop, RunFolder folder) {
    SettingsFile settings = settings(folder);
    List<String> unused = SettingsDifference.ofAll(settingsBefore(folder).text(), settings.text());
    if (!unused.isEmpty()) {
      Invocation.of(spec)
          .console()
          .warn(
              "this run is finished and was not trained; these settings were not used: "
                  + String.join("; ", unused));
    }
    Model model = ModelFolder.read(hadoop, run);
    Manifest manifest = ModelFolder.readManifest(hadoop, run);
    Metrics validation = manifest.validation();
    Metrics test = manifest.test();
    Map<String, @Nullable Object> errors = standardErrors(model);
    Optional<CrossValidation> folds = CrossValidation.of(model.provenance());
    PrintWriter out = spec.commandLine().getOut();
    if (!options.quiet()) {
      spec.commandLine()
          .getErr()
          .println(
              folds.isPresent()
                  ? "this cross-validation is finished"
                  : "this run is finished; --set training.epochs=N trains it for more epochs");
    }
    if (options.json()) {
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("digest", model.digest());
      for (String name : List.of("epochs", "iterations", "stopped", "model-iteration")) {
        figures.put(name, model.provenance().training().get(name));
      }
      figures.put("validation", validation == null ? null : Report.figures(validation));
      if (!errors.isEmpty()) {
        figures.put(Provenance.STANDARD_ERRORS, errors);
      }
      if (test != null) {
        figures.put("test", Report.figures(test));
      }
      folds.ifPresent(its -> figures.put(Provenance.CROSS_VALIDATION, its.plain()));
      figures.put("output", run);
      out.println(Report.json(figures));
      return;
    }
    folds.ifPresent(its -> CrossValidationReport.print(its, out));
    if (validation != null) {
      out.println("validation  " + Report.line(Report.figures(validation), errors));
    }
    if (test != null) {
      out.println("test  %s, %,d examples".formatted(Report.line(test), test.examples()));
    }
    out.println("model  " + run);
    out.println("use  " + NextStep.afterTraining(run, settings.run().data().validation()));
    out.println("digest  " + model.digest());
  }
}
