package org.lockstep.jobs.settings;

import java.util.Locale;

/** How a search goes over its settings. */
public enum SearchKind {
  /** Every combination of the lists. */
  GRID,
  /** Drawn combinations. */
  RANDOM;

  /** Its name in settings. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
