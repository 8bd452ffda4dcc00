package org.lockstep.jobs.settings;

import java.util.Locale;

/** How a search chooses combinations of settings. */
public enum SearchKind {
  /** Every combination of the lists. */
  GRID,
  /** Random combinations. */
  RANDOM,
  /** Suggestions of a tree-structured Parzen estimator. */
  TPE;

  /** The name in settings. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
