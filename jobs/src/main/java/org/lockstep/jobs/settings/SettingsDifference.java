package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;

/** Lists the differences between the settings of two runs. */
public final class SettingsDifference {
  /** Settings that do not affect the result. */
  private static final List<String> IRRELEVANT =
      Stream.concat(
              Stream.of("spark"),
              CommandKeys.ALL.stream()
                  .filter(setting -> setting.effect() == Effect.NONE)
                  .map(Setting::key))
          .toList();

  private SettingsDifference() {}

  /**
   * Compares the {@link SettingsFile#text} of two runs.
   *
   * @return a text for each setting, such as {@code training.seed was 1 and is 2}
   */
  public static List<String> of(String before, String now) {
    return of(settings(before, IRRELEVANT), settings(now, IRRELEVANT));
  }

  /** Compares all settings but those of the output folder. */
  public static List<String> ofAll(String before, String now) {
    List<String> where = List.of("output", "overwrite");
    return of(settings(before, where), settings(now, where));
  }

  private static List<String> of(SortedMap<String, String> then, SortedMap<String, String> here) {
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(here.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String was = then.getOrDefault(key, "not set");
      String is = here.getOrDefault(key, "not set");
      if (!was.equals(is)) {
        differences.add("%s was %s and is %s".formatted(key, was, is));
      }
    }
    return differences;
  }

  private static SortedMap<String, String> settings(String text, List<String> without) {
    Config config = Hocon.plain(text, "settings");
    for (String key : without) {
      config = config.withoutPath(key);
    }
    SortedMap<String, String> settings = new TreeMap<>();
    config.entrySet().forEach(e -> settings.put(e.getKey(), HoconSource.text(e.getValue())));
    return settings;
  }
}
