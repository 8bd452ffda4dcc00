package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.lang3.StringUtils;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.settings.table.TableKeys;

/**
 * Decides which stored settings of a run may be used. The others must be given again on the command
 * line: secrets, which are not stored, and Spark settings that {@link SafeSparkSettings} rejects.
 */
final class KeptSettings {
  private static final String MLFLOW = "logging.mlflow.tracking-uri";
  private static final int LONGEST_VALUE = 60;
  private static final int LONGEST_LIST = 240;

  private KeptSettings() {}

  /**
   * Checks stored settings, and removes those that are given again.
   *
   * @param kept the stored settings, plain values
   * @param given the full names of the settings given on the command line
   * @param name the file of the stored settings, for messages
   * @return the stored settings without the Spark settings that are given, in any notation
   * @throws UserException that lists the settings that must be given and are not
   */
  static Config usable(Config kept, Set<String> given, String name) {
    List<String> required = new ArrayList<>();
    String format = leaves(kept).getOrDefault(TableKeys.FORMAT.key(), "null");
    boolean isOfFiles = format.equals("null") || TableKeys.OF_FILES.contains(format);
    leaves(kept)
        .forEach(
            (key, value) -> {
              boolean isGiven = given.contains(key) || System.getProperty(key) != null;
              boolean isSource =
                  key.equals(TableKeys.FORMAT.key())
                      || key.startsWith(TableKeys.OPTIONS.key() + ".");
              if (!isGiven && !(isUsable(key, value) && (isOfFiles || !isSource))) {
                required.add(
                    "%s = %s"
                        .formatted(key, StringUtils.abbreviate(oneWord(value), LONGEST_VALUE)));
              }
            });
    if (!required.isEmpty()) {
      throw new UserException(
          "a run's folder stores no secrets and may not load code or name other machines: "
              + listed(required),
          name,
          "give each again with --set KEY=VALUE, or remove it with --set KEY=null");
    }
    return without(kept, given);
  }

  private static String oneWord(String value) {
    return value.isEmpty() ? "\"\"" : value;
  }

  private static String listed(List<String> required) {
    StringBuilder list = new StringBuilder(required.get(0));
    for (int i = 1; i < required.size(); i++) {
      if (list.length() + required.get(i).length() > LONGEST_LIST) {
        return list + ", and %d more".formatted(required.size() - i);
      }
      list.append(", ").append(required.get(i));
    }
    return list.toString();
  }

  private static boolean isUsable(String key, String value) {
    if (Secrets.areHiddenIn(value)) {
      return false;
    }
    if (key.startsWith("spark.")) {
      return SafeSparkSettings.isSafe(key, value);
    }
    return !key.equals(MLFLOW) || isHere(value);
  }

  /**
   * Whether a URL refers to this machine. Text that is not a URL is accepted here; the listener
   * that uses it reports the error.
   */
  private static boolean isHere(String address) {
    if (!address.contains("://")) {
      return true;
    }
    try {
      URI uri = URI.create(address);
      String host = uri.getHost();
      return "file".equals(uri.getScheme().toLowerCase(Locale.ROOT))
          || (host != null && SafeSparkSettings.isOfThisMachine(host));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Rejects stored settings from which a secret was removed.
   *
   * @throws UserException that lists them
   */
  static void requireSecrets(Config config, String name) {
    List<String> hidden =
        leaves(config).entrySet().stream()
            .filter(e -> Secrets.areHiddenIn(e.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!hidden.isEmpty()) {
      throw new UserException(
          "a secret was removed from " + listed(hidden), name, "give each with --set KEY=VALUE");
    }
  }

  /** All values except the output, which the user gives to every command. */
  private static SortedMap<String, String> leaves(Config config) {
    SortedMap<String, String> leaves = new TreeMap<>();
    Leaves.of(config.root()).forEach((name, value) -> leaves.put(name, HoconSource.text(value)));
    leaves.remove("output");
    return leaves;
  }

  private static Config without(Config kept, Set<String> given) {
    return Leaves.replaced(
            kept.root(),
            (name, value) -> name.startsWith("spark.") && given.contains(name) ? null : value)
        .toConfig();
  }
}
