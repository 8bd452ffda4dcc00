package org.lockstep.jobs.check;

import org.lockstep.UserException;
import org.lockstep.jobs.settings.CommandKeys;
import org.lockstep.jobs.settings.SettingsPage;
import org.lockstep.settings.value.NearestName;
import org.lockstep.settings.value.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what can be set. */
@Command(
    name = "settings",
    description = {
      "Prints every setting of a settings file: its key, meaning, values and default, what it",
      "decides, and its name as a parameter of Spark ML."
    },
    footer = {"", "Examples:", "  lockstep settings", "  lockstep settings training.schedule"})
public final class SettingsCommand implements Runnable {
  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      defaultValue = "",
      description = "A key, or what keys begin with; without it all.")
  private String beginning = "";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SettingsCommand() {}

  @Override
  public void run() {
    String page = SettingsPage.of(beginning);
    if (page.isEmpty()) {
      throw new UserException(
          "there is no setting %s".formatted(beginning),
          "KEY",
          "the nearest is %s"
              .formatted(
                  NearestName.of(beginning, CommandKeys.ALL.stream().map(Setting::key).toList())));
    }
    spec.commandLine().getOut().print(page);
  }
}
