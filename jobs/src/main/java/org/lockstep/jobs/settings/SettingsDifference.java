package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;

/** In what the settings of two runs differ that their bits may depend on. */
public final class SettingsDifference {
  private SettingsDifference() {}

  /**
   * Compares the {@link SettingsFile#text} of two runs.
   *
   * @return a text for each setting, such as {@code training.seed was 1 and is 2}
   */
  public static List<String> of(String before, String now) {
    SortedMap<String, String> then = settings(before);
    SortedMap<String, String> here = settings(now);
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(here.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String was = then.getOrDefault(key, "null");
      String is = here.getOrDefault(key, "null");
      if (!was.equals(is)) {
        differences.add("%s was %s and is %s".formatted(key, was, is));
      }
    }
    return differences;
  }

  private static SortedMap<String, String> settings(String text) {
    Config config = ConfigFactory.parseString(text);
    config = config.withoutPath("spark");
    for (Setting<?> setting : CommandKeys.ALL) {
      if (setting.effect() == Effect.NONE) {
        config = config.withoutPath(setting.key());
      }
    }
    SortedMap<String, String> settings = new TreeMap<>();
    config.entrySet().forEach(e -> settings.put(e.getKey(), HoconSource.text(e.getValue())));
    return settings;
  }
}
