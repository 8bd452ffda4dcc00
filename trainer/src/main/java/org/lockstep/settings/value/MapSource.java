package org.lockstep.settings.value;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Plain values by their full keys.
 *
 * @param values by key
 * @param placeOf where the value of a key stands
 */
public record MapSource(Map<String, Object> values, UnaryOperator<String> placeOf)
    implements SettingSource {
  @Override
  public boolean holds(String key) {
    return values.containsKey(key);
  }

  @Override
  public @Nullable Object plain(String key) {
    return values.get(key);
  }

  @Override
  public String place(String key) {
    return placeOf.apply(key);
  }

  @Override
  public List<String> names(String block) {
    return values.keySet().stream()
        .filter(key -> key.startsWith(block + "."))
        .map(key -> key.substring(block.length() + 1))
        .sorted()
        .toList();
  }
}
