package org.lockstep.jobs.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values of settings by full name. A settings file may write Spark settings as nested blocks or
 * by their full names; here all have their full names.
 */
final class Leaves {
  static final String SPARK = "spark";

  private Leaves() {}

  /** All values, including null values. */
  static SortedMap<String, ConfigValue> of(ConfigObject settings) {
    SortedMap<String, ConfigValue> leaves = new TreeMap<>();
    replaced(
        settings,
        (name, value) -> {
          leaves.put(name, value);
          return value;
        });
    return leaves;
  }

  /**
   * Replaces values.
   *
   * @param value returns the new value for a name and the old value; null removes the setting
   */
  static ConfigObject replaced(
      ConfigObject settings, BiFunction<String, ConfigValue, @Nullable ConfigValue> value) {
    return replaced(settings, List.of(), value);
  }

  private static ConfigObject replaced(
      ConfigObject block,
      List<String> parents,
      BiFunction<String, ConfigValue, @Nullable ConfigValue> value) {
    ConfigObject replaced = block;
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      List<String> path = new ArrayList<>(parents);
      path.add(entry.getKey());
      ConfigValue other =
          entry.getValue() instanceof ConfigObject inner
              ? replaced(inner, path, value)
              : value.apply(name(path), entry.getValue());
      if (other == null) {
        replaced = replaced.withoutKey(entry.getKey());
      } else if (other != entry.getValue()) {
        replaced = replaced.withValue(entry.getKey(), other);
      }
    }
    return replaced;
  }

  private static String name(List<String> path) {
    if (!path.get(0).equals(SPARK) || path.size() == 1) {
      return ConfigUtil.joinPath(path);
    }
    String name = String.join(".", path.subList(1, path.size()));
    return name.startsWith(SPARK + ".") ? name : SPARK + "." + name;
  }
}
