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

/**
 * What of a run's kept settings can be used as it stands, and what must be given again on the
 * command line: secrets, which are not kept, and what {@link HarmlessSpark} is not.
 */
final class KeptSettings {
  private static final String MLFLOW = "logging.mlflow.tracking-uri";
  private static final int LONGEST_VALUE = 60;
  private static final int LONGEST_LIST = 240;

  private KeptSettings() {}

  /**
   * Takes from kept settings what is given anew.
   *
   * @param kept plain values
   * @param anew the full names of those that are given
   * @param name the file that they were kept in
   * @return the kept settings without those of Spark that are given, by whichever way of writing
   * @throws UserException that names all that is not given and cannot be used as it was kept
   */
  static Config usable(Config kept, Set<String> anew, String name) {
    List<String> asked = new ArrayList<>();
    leaves(kept)
        .forEach(
            (key, value) -> {
              boolean isGiven = anew.contains(key) || System.getProperty(key) != null;
              if (!isGiven && !isUsable(key, value)) {
                asked.add(
                    "%s = %s"
                        .formatted(key, StringUtils.abbreviate(oneWord(value), LONGEST_VALUE)));
              }
            });
    if (!asked.isEmpty()) {
      throw new UserException(
          "a run's folder keeps no secrets, and does not decide on code or on other machines: "
              + listed(asked),
          name,
          "give each again with --set KEY=VALUE, or do without it by --set KEY=null");
    }
    return without(kept, anew);
  }

  private static String oneWord(String value) {
    return value.isEmpty() ? "\"\"" : value;
  }

  private static String listed(List<String> asked) {
    StringBuilder list = new StringBuilder(asked.get(0));
    for (int i = 1; i < asked.size(); i++) {
      if (list.length() + asked.get(i).length() > LONGEST_LIST) {
        return list + ", and %d more".formatted(asked.size() - i);
      }
      list.append(", ").append(asked.get(i));
    }
    return list.toString();
  }

  private static boolean isUsable(String key, String value) {
    if (Secrets.areHiddenIn(value)) {
      return false;
    }
    if (key.startsWith("spark.")) {
      return HarmlessSpark.is(key, value);
    }
    return !key.equals(MLFLOW) || isHere(value);
  }

  /**
   * Whether an address is that of this machine. Text that is not an address is accepted here; the
   * listener that uses it reports the error.
   */
  private static boolean isHere(String address) {
    if (!address.contains("://")) {
      return true;
    }
    try {
      URI uri = URI.create(address);
      String host = uri.getHost();
      return "file".equals(uri.getScheme().toLowerCase(Locale.ROOT))
          || (host != null && HarmlessSpark.isOfThisMachine(host));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Refuses settings of which a secret was taken out, as they stand in what runs keep.
   *
   * @throws UserException that names them
   */
  static void requireSecrets(Config config, String name) {
    List<String> hidden =
        leaves(config).entrySet().stream()
            .filter(e -> Secrets.areHiddenIn(e.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!hidden.isEmpty()) {
      throw new UserException(
          "a secret was taken out of " + listed(hidden), name, "give each with --set KEY=VALUE");
    }
  }

  /** All values but the output, which every command has from its user. */
  private static SortedMap<String, String> leaves(Config config) {
    SortedMap<String, String> leaves = new TreeMap<>();
    Leaves.of(config.root()).forEach((name, value) -> leaves.put(name, HoconSource.text(value)));
    leaves.remove("output");
    return leaves;
  }

  private static Config without(Config kept, Set<String> anew) {
    return Leaves.replaced(
            kept.root(),
            (name, value) -> name.startsWith("spark.") && anew.contains(name) ? null : value)
        .toConfig();
  }
}
