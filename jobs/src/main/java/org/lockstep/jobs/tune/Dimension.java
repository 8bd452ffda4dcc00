package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigValue;

/** The values that a search may give to one setting. */
public sealed interface Dimension permits Choice, Range {
  /**
   * Draws a value.
   *
   * @param u a random number, uniform in [0, 1)
   */
  ConfigValue at(double u);

  /** A number in [0, 1) that {@link #at} gives this value for. */
  double placeOf(ConfigValue value);
}
