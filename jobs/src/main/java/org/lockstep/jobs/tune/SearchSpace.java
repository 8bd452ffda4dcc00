package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;

/**
 * The settings that a search varies.
 *
 * @param dimensions the values of each, by its key
 */
public record SearchSpace(SortedMap<String, Dimension> dimensions) {
  /** The largest count of combinations that is reported. */
  private static final long MANY = 1L << 31;

  /** Makes the map read-only. */
  public SearchSpace {
    dimensions = Collections.unmodifiableSortedMap(dimensions);
  }

  /** The number of combinations, at most 2^31; empty if a dimension is a range. */
  public OptionalLong combinations() {
    long combinations = 1;
    for (Dimension dimension : dimensions.values()) {
      if (!(dimension instanceof Choice choice)) {
        return OptionalLong.empty();
      }
      combinations = Math.min(MANY, combinations * choice.values().size());
    }
    return OptionalLong.of(combinations);
  }

  /** All combinations, the last key changing fastest; requires that no dimension is a range. */
  public List<SortedMap<String, ConfigValue>> grid() {
    List<SortedMap<String, ConfigValue>> grid = new ArrayList<>();
    grid.add(new TreeMap<>());
    for (Map.Entry<String, Dimension> dimension : dimensions.entrySet()) {
      List<SortedMap<String, ConfigValue>> longer = new ArrayList<>();
      for (SortedMap<String, ConfigValue> begun : grid) {
        for (ConfigValue value : ((Choice) dimension.getValue()).values()) {
          SortedMap<String, ConfigValue> combination = new TreeMap<>(begun);
          combination.put(dimension.getKey(), value);
          longer.add(combination);
        }
      }
      grid = longer;
    }
    return grid;
  }

  /**
   * Draws a random combination.
   *
   * @param seed of the search
   * @param trial the number of the trial
   */
  public SortedMap<String, ConfigValue> draw(long seed, int trial) {
    SortedMap<String, ConfigValue> combination = new TreeMap<>();
    dimensions.forEach(
        (key, dimension) -> combination.put(key, dimension.at(chance(seed, trial, key))));
    return combination;
  }

  private static double chance(long seed, int trial, String key) {
    long[] where = LongStream.concat(LongStream.of(trial), key.chars().asLongStream()).toArray();
    return CounterRandom.of(seed, Purpose.SEARCH, where).uniform(0);
  }
}
