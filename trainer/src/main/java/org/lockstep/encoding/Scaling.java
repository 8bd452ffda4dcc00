package org.lockstep.encoding;

import java.util.List;
import java.util.Locale;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/** How a column of numbers is brought to a common scale before training. */
public enum Scaling {
  /** As it is. */
  NONE,
  /** {@code (x - mean) / standard deviation}, the deviation of the population. */
  STANDARD,
  /** {@code (x - min) / (max - min)}. */
  MIN_MAX;

  /** Its name in settings and manifests, such as {@code min-max}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As a setting has it: one of those that are allowed. */
  public static ValueType<Scaling> typeOf(List<Scaling> allowed) {
    return Values.oneOf(allowed, Scaling::settingsName);
  }
}
