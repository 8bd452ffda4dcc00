package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** In what the settings of two runs differ that their bits may depend on. */
public final class SettingsDifference {
  /** Where a run goes, on what it runs, and what is written down meanwhile. */
  private static final List<String> IRRELEVANT =
      List.of(
          "spark",
          "logging",
          "output",
          "overwrite",
          "training.partitions",
          "training.exchange",
          "training.checkpoint");

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
    Config config = Hocon.plain(text, "settings");
    for (String key : IRRELEVANT) {
      config = config.withoutPath(key);
    }
    SortedMap<String, String> settings = new TreeMap<>();
    config.entrySet().forEach(e -> settings.put(e.getKey(), SettingReader.text(e.getValue())));
    return settings;
  }
}
