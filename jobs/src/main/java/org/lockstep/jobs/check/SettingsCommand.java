package org.lockstep.jobs.check;

import org.lockstep.UserException;
import org.lockstep.jobs.settings.CommandKeys;
import org.lockstep.jobs.settings.SettingsPage;
import org.lockstep.settings.value.NearestName;
import org.lockstep.settings.value.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the settings and their defaults. */
@Command(
    name = "settings",
    description = {
      "Lists all settings with their defaults.",
      "With KEY, describes the settings whose keys begin with it: meaning, values, effect, "
          + "and name in Spark ML."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep settings",
      "  lockstep settings training.schedule",
      "  lockstep settings --markdown"
    })
public final class SettingsCommand implements Runnable {
  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      defaultValue = "",
      description = "A key, or the beginning of keys.")
  private String beginning = "";

  @Option(
      names = "--markdown",
      description = "Print the full description as Markdown, as in conf/README.md.")
  private boolean markdown;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SettingsCommand() {}

  @Override
  public void run() {
    boolean isList = beginning.isEmpty() && !markdown;
    String text = isList ? SettingsPage.overview() : SettingsPage.of(beginning);
    if (text.isEmpty()) {
      throw new UserException(
          "there is no setting %s".formatted(beginning),
          "KEY",
          "the nearest is %s"
              .formatted(
                  NearestName.of(beginning, CommandKeys.ALL.stream().map(Setting::key).toList())));
    }
    spec.commandLine().getOut().print(text);
  }
}
