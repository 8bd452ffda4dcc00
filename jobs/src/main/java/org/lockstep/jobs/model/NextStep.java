package org.lockstep.jobs.model;

import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.settings.data.Validation;

/** Suggests the command to run next. */
public final class NextStep {
  private NextStep() {}

  /**
   * Returns evaluate on the validation table, or predict if there is none.
   *
   * @param model the model's folder
   */
  public static String afterTraining(String model, Validation validation) {
    return validation instanceof Validation.Table table
        ? ShellCommand.of("evaluate", model, table.path())
        : ShellCommand.of("predict", model, "DATA", "--output", "DIR");
  }
}
