package org.lockstep.encoding;

import java.util.List;
import java.util.Locale;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/** Scalings of columns of numbers. */
public enum Scaling {
  /** No scaling. */
  NONE,
  /** {@code (x - mean) / standard deviation}, the deviation of the population. */
  STANDARD,
  /** {@code (x - min) / (max - min)}. */
  MIN_MAX;

  /** Its name in settings and manifests, such as {@code min-max}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The type of the setting: one of these names. */
  public static ValueType<Scaling> typeOf(List<Scaling> allowed) {
    return Values.oneOf(allowed, Scaling::settingsName);
  }
}
