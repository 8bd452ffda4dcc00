package org.lockstep.jobs.settings;

import java.util.Locale;

/** How a search ends trials early. */
public enum PruneKind {
  /** Not at all. */
  NONE,
  /** Those that are worse than the median of the earlier ones. */
  MEDIAN;

  /** The name in settings. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
