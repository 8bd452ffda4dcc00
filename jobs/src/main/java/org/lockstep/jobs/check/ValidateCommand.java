package org.lockstep.jobs.check;

import java.util.concurrent.Callable;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.session.Failure;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SettingOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.training.check.RunSurvey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a settings file and its data, and reports all problems. */
@Command(
    name = "validate",
    description = {
      "Checks a settings file and its data.",
      "Reads the data once and shows columns, classes, sizes, lanes and network of the run. "
          + "Trains nothing and writes nothing. Lists all problems; the exit status is 2 if there "
          + "are any."
    },
    footer = {"", "Example:", "  lockstep validate conf/digits.conf"})
public final class ValidateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONF", description = "The settings, a HOCON file.")
  private String file = "";

  @Mixin private SettingOptions settingOptions;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ValidateCommand() {}

  @Override
  public Integer call() {
    SettingsFile settings = SettingsFile.read(file, settingOptions.overrides());
    RunSurvey survey;
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      survey = RunSurvey.of(spark.session(), settings.run().firstFold());
    }
    CommandLine line = spec.commandLine();
    SurveyReport report = new SurveyReport(settings.run(), survey);
    if (json.isRequested()) {
      line.getOut().println(Report.json(report.figures()));
    } else {
      report.print(line.getOut());
    }
    int problems = survey.problems().size();
    if (problems == 0) {
      return 0;
    }
    line.getErr()
        .println(
            "lockstep: %d %s found; see standard output"
                .formatted(problems, problems == 1 ? "problem" : "problems"));
    return Failure.MISTAKE;
  }
}
