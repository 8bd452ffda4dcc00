package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lockstep.settings.value.SettingSource;

/**
 * A source of settings in HOCON.
 *
 * @param config resolved settings
 */
public record HoconSource(Config config) implements SettingSource {
  @Override
  public boolean holds(String key) {
    return find(key) != null;
  }

  @Override
  public @Nullable Object plain(String key) {
    ConfigValue value = find(key);
    return value == null ? null : plain(value);
  }

  @Override
  public String text(String key) {
    ConfigValue value = find(key);
    return value == null ? "null" : text(value);
  }

  @Override
  public String place(String key) {
    ConfigValue value = find(key);
    return value == null ? key : Hocon.where(value.origin());
  }

  @Override
  public List<String> names(String block) {
    return find(block) instanceof ConfigObject object
        ? object.entrySet().stream()
            .filter(entry -> entry.getValue().valueType() != ConfigValueType.NULL)
            .map(Map.Entry::getKey)
            .sorted()
            .toList()
        : List.of();
  }

  /** The value of a key; unlike {@link Config#getValue}, also accepts null values. */
  private @Nullable ConfigValue find(String key) {
    ConfigValue value = config.root();
    for (String name : ConfigUtil.splitPath(key)) {
      value = value instanceof ConfigObject block ? block.get(name) : null;
      if (value == null) {
        return null;
      }
    }
    return value;
  }

  private static @Nullable Object plain(ConfigValue value) {
    return switch (value.valueType()) {
      case LIST -> ((ConfigList) value).stream().map(HoconSource::element).toList();
      case OBJECT -> {
        Map<String, Object> block = new LinkedHashMap<>();
        ((ConfigObject) value).forEach((name, inner) -> block.put(name, element(inner)));
        yield block;
      }
      case NULL -> null;
      case STRING, NUMBER, BOOLEAN -> text(value);
    };
  }

  private static Object element(ConfigValue value) {
    Object plain = plain(value);
    return plain == null ? "null" : plain;
  }

  /** A value as text, close to what the user wrote. */
  public static String text(ConfigValue value) {
    return switch (value.valueType()) {
      case LIST ->
          ((ConfigList) value)
              .stream().map(HoconSource::text).collect(Collectors.joining(", ", "[", "]"));
      case OBJECT -> value.render(ConfigRenderOptions.concise());
      case NULL -> "null";
      // Config keeps the text of a number: 1e-3 stays 1e-3.
      case STRING, NUMBER, BOOLEAN -> value.atKey("value").getString("value");
    };
  }
}
