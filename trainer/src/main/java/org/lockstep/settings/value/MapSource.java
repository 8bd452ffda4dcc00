package org.lockstep.settings.value;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Plain values by their full keys.
 *
 * @param values by key
 * @param placeOf where the value of a key stands
 * @param nameIn what a setting is called, by its block and its name there
 */
public record MapSource(
    Map<String, Object> values, UnaryOperator<String> placeOf, BinaryOperator<String> nameIn)
    implements SettingSource {
  /** Settings that are called by their names in the block. */
  public MapSource(Map<String, Object> values, UnaryOperator<String> placeOf) {
    this(values, placeOf, (block, name) -> name);
  }

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
  public String nameInBlock(String block, String name) {
    return nameIn.apply(block, name);
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
