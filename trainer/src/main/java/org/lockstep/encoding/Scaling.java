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
  MIN_MAX,
  /**
   * {@code (x - median) / (upper quartile - lower quartile)}; where the quartiles are equal, half
   * of {@code max - min} takes the place of their difference; a constant becomes 0, and so does any
   * other number of its column.
   *
   * <p>Source: Holzmüller, Grinsztajn and Steinwart, "Better by Default: Strong Pre-Tuned MLPs and
   * Boosted Trees on Tabular Data", NeurIPS 2024 (arXiv 2407.04491), section 3.
   */
  ROBUST,
  /**
   * To a normal distribution by the {@linkplain org.lockstep.encoding.curve.QuantileCurve
   * quantiles} of the column.
   */
  QUANTILE;

  /** The scalings that a number can be brought back from by a product and a sum. */
  public static final List<Scaling> OF_TARGETS = List.of(NONE, STANDARD, MIN_MAX);

  /** Whether it needs quantiles of the column. */
  public boolean needsQuantiles() {
    return this == ROBUST || this == QUANTILE;
  }

  /** Its name in settings and manifests, such as {@code min-max}. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The type of the setting: one of these names. */
  public static ValueType<Scaling> typeOf(List<Scaling> allowed) {
    return Values.oneOf(allowed, Scaling::settingsName);
  }
}
