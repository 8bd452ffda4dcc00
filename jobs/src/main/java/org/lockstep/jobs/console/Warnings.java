package org.lockstep.jobs.console;

import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;

/** Prints the warnings of a run to the console. */
public final class Warnings implements TrainingListener {
  private final Console console;

  /** Creates a listener that prints to a console. */
  public Warnings(Console console) {
    this.console = console;
  }

  /** A listener without the warnings at the start, which an earlier run with the same had. */
  public static TrainingListener noticed(Console console) {
    return new TrainingListener() {
      @Override
      public void noticed(String notice) {
        console.warn(notice);
      }
    };
  }

  @Override
  public void started(TrainingPlan plan) {
    plan.warnings().forEach(console::warn);
  }

  @Override
  public void noticed(String notice) {
    console.warn(notice);
  }
}
