package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigValue;
import java.util.List;

/**
 * A list of values with equal probability.
 *
 * @param values at least one
 */
public record Choice(List<ConfigValue> values) implements Dimension {
  /** Copies the list. */
  public Choice {
    values = List.copyOf(values);
  }

  @Override
  public ConfigValue at(double u) {
    return values.get((int) (u * values.size()));
  }

  @Override
  public double placeOf(ConfigValue value) {
    return (values.indexOf(value) + 0.5) / values.size();
  }
}
