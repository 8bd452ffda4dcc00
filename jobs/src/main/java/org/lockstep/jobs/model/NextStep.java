package org.lockstep.jobs.model;

import org.lockstep.settings.Validation;

/** Suggests the command to run next. */
public final class NextStep {
  private NextStep() {}

  /**
   * Returns evaluate on the validation table, or predict if there is none.
   *
   * @param model the model's folder
   */
  public static String afterTraining(String model, Validation validation) {
    String lockstep = System.getProperty("lockstep.command", "lockstep"); // as scripts/lockstep was
    return validation instanceof Validation.Table table
        ? "%s evaluate %s %s".formatted(lockstep, word(model), word(table.path()))
        : "%s predict %s DATA --output DIR".formatted(lockstep, word(model));
  }

  /** Quotes a path for a shell if needed. */
  private static String word(String path) {
    return path.matches("[\\w./:=@%+,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
