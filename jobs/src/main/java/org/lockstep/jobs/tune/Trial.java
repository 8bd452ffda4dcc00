package org.lockstep.jobs.tune;

import com.typesafe.config.ConfigValue;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.lockstep.jobs.settings.HoconSource;
import org.lockstep.jobs.settings.SettingsFile;

/**
 * A trial: one run of a search.
 *
 * @param number from 1
 * @param values the values of the searched settings, by key
 * @param settings all settings of the run
 */
public record Trial(int number, SortedMap<String, ConfigValue> values, SettingsFile settings) {
  /** Makes the map read-only. */
  public Trial {
    values = Collections.unmodifiableSortedMap(values);
  }

  /** The name of the folder, such as {@code trial-003}. */
  static String folderName(int number) {
    return String.format(Locale.ROOT, "trial-%03d", number);
  }

  /** The path of the run folder. */
  String output() {
    return settings.run().output();
  }

  /** The epochs of the run, unless it stops early. */
  int epochs() {
    return settings.run().training().batches().epochs();
  }

  /** The searched values, such as {@code hidden [64], learning-rate 0.1}. */
  String text() {
    Map<String, String> names = shortNames(values.keySet());
    return values.entrySet().stream()
        .map(e -> names.get(e.getKey()) + " " + HoconSource.text(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The last name of each key; the full key where two keys have the same last name. */
  static Map<String, String> shortNames(Set<String> keys) {
    boolean differ = keys.stream().map(Trial::lastName).distinct().count() == keys.size();
    return keys.stream().collect(Collectors.toMap(key -> key, key -> differ ? lastName(key) : key));
  }

  private static String lastName(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
