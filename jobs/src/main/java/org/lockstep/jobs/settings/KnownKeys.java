package org.lockstep.jobs.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.lockstep.UserException;
import org.lockstep.settings.value.NearestName;

/** Rejects unknown keys, which are mostly misspelt, and names the nearest known key. */
public final class KnownKeys {
  private final ConfigObject known;
  private final List<List<String>> open;

  /**
   * Creates it with the known keys.
   *
   * @param known an object with every known key, such as the defaults
   * @param open the blocks that accept any key, each as a path of names
   */
  public KnownKeys(ConfigObject known, List<List<String>> open) {
    this.known = known;
    this.open = open;
  }

  /**
   * Checks that every key is known, and that every block is a block.
   *
   * @throws UserException with the key, its place and the nearest known key
   */
  void check(ConfigObject settings) {
    check(settings, known, List.of());
  }

  private void check(ConfigObject settings, ConfigObject expected, List<String> parents) {
    List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(settings.entrySet());
    // The order of the file, so that the first mistake is reported first.
    entries.sort(
        Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                e -> e.getValue().origin().lineNumber())
            .thenComparing(Map.Entry::getKey));
    for (Map.Entry<String, ConfigValue> entry : entries) {
      List<String> path = new ArrayList<>(parents);
      path.add(entry.getKey());
      ConfigValue value = entry.getValue();
      ConfigValue counterpart = expected.get(entry.getKey());
      if (counterpart == null) {
        throw unknown(path, value);
      }
      if (counterpart instanceof ConfigObject block) {
        if (!(value instanceof ConfigObject inner)) {
          throw noBlock(path, value, block);
        }
        if (!open.contains(path)) {
          check(inner, block, path);
        }
      }
    }
  }

  /** The error for an unknown key; names the nearest known key. */
  public UserException unknown(List<String> path, ConfigValue value) {
    String name = path.get(path.size() - 1);
    String full = ConfigUtil.joinPath(path);
    List<String> candidates = new ArrayList<>();
    collect(known, List.of(), candidates);
    // A plural for a singular, or the reverse, stays in its block; else the last names are compared
    // first, so that a key in the wrong block is found.
    String nearest =
        candidates.stream()
            .min(
                Comparator.<String, Boolean>comparing(key -> !differByLastLetter(full, key))
                    .thenComparing(KnownKeys::lastOf, NearestName.byDistanceTo(name))
                    .thenComparing(NearestName.byDistanceTo(full)))
            .orElseThrow();
    return new UserException(
        "there is no setting %s".formatted(full),
        Hocon.where(value.origin()),
        "the nearest is %s".formatted(nearest));
  }

  private static boolean differByLastLetter(String a, String b) {
    return Math.abs(a.length() - b.length()) == 1 && (a.startsWith(b) || b.startsWith(a));
  }

  private static UserException noBlock(List<String> path, ConfigValue value, ConfigObject block) {
    String key = ConfigUtil.joinPath(path);
    List<String> inner = block.keySet().stream().sorted().toList();
    return new UserException(
        "%s is %s".formatted(key, HoconSource.text(value)),
        Hocon.where(value.origin()),
        "it must be a block, %s { ... }, of the settings %s"
            .formatted(path.get(path.size() - 1), String.join(", ", inner)));
  }

  private static void collect(ConfigObject object, List<String> parents, List<String> into) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      List<String> path = new ArrayList<>(parents);
      path.add(entry.getKey());
      into.add(ConfigUtil.joinPath(path));
      if (entry.getValue().valueType() == ConfigValueType.OBJECT) {
        collect((ConfigObject) entry.getValue(), path, into);
      }
    }
  }

  private static String lastOf(String path) {
    List<String> names = ConfigUtil.splitPath(path);
    return names.get(names.size() - 1);
  }
}
