package org.lockstep.jobs.model;

import org.lockstep.settings.Validation;

/** The command to type next, once there is a model. */
public final class ModelUse {
  private ModelUse() {}

  /**
   * Returns evaluate on the validation table, or predict if there is none.
   *
   * @param model the model's folder
   */
  public static String command(String model, Validation validation) {
    String lockstep = System.getProperty("lockstep.command", "lockstep"); // as scripts/lockstep was
    return validation instanceof Validation.Table table
        ? "%s evaluate %s %s".formatted(lockstep, word(model), word(table.path()))
        : "%s predict %s DATA --output DIR".formatted(lockstep, word(model));
  }

  /** The path as one word of a shell. */
  private static String word(String path) {
    return path.matches("[\\w./:=@%+,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
