package org.lockstep.jobs.console;

import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;

/** Writes what a person may want to know of the data and of the run. */
public final class Warnings implements TrainingListener {
  private final Console console;

  /** Creates it. */
  public Warnings(Console console) {
    this.console = console;
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
