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

/** Says what a settings file would train, and all that stands in its way. */
@Command(
    name = "validate",
    description = {
      "Reads the data of a settings file once and shows what would be trained: columns, classes,",
      "sizes, lanes, network. Trains nothing and writes nothing. All problems are listed together;",
      "the exit status is 2 if there are any."
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
      survey = RunSurvey.of(spark.session(), settings.run());
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
            "lockstep: %d %s in the way of a training; standard output lists them"
                .formatted(problems, problems == 1 ? "problem stands" : "problems stand"));
    return Failure.MISTAKE;
  }
}
