package org.lockstep.settings;

import java.util.Locale;

/** How weights and gradients travel between the driver and the executors. */
public enum ExchangeKind {
  /** Lockstep chooses, and reports its choice. */
  AUTO,
  /** One Spark stage for many iterations, whose tasks keep running. */
  RESIDENT,
  /** As resident; the tasks add the gradient up among themselves, each for a range of it. */
  SHARDED,
  /** One Spark job an iteration. */
  JOB;

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
