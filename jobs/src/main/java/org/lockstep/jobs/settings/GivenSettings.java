package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lockstep.UserException;

/** The settings that stand on the command line of a command that reads no settings file. */
public final class GivenSettings {
  private final Config config;

  private GivenSettings(Config config) {
    this.config = config;
  }

  /**
   * Reads and checks them.
   *
   * @param overrides {@code KEY=VALUE} each, the later over the earlier
   * @param command that they are given to
   * @param taken the keys, besides those of Spark, that the command does something with; a block
   *     stands for all of its keys
   * @throws UserException if a key is not known, or is none that the command does anything with
   */
  public static GivenSettings read(List<String> overrides, String command, Set<String> taken) {
    Config config = Hocon.given(overrides);
    new KnownKeys(SettingsFile.defaults().root(), SettingsFile.OPEN).check(config.root());
    for (Map.Entry<String, ConfigValue> given : Leaves.of(config.root()).entrySet()) {
      String key = given.getKey();
      boolean isTaken =
          key.startsWith("spark.")
              || taken.stream().anyMatch(each -> key.equals(each) || key.startsWith(each + "."));
      if (!isTaken) {
        throw new UserException(
            "%s has no effect on %s".formatted(key, command),
            Hocon.where(given.getValue().origin()),
            "it takes %s; take this one out".formatted(listed(taken)));
      }
    }
    return new GivenSettings(config);
  }

  private static String listed(Set<String> taken) {
    return taken.isEmpty()
        ? "settings of Spark, spark.*"
        : "settings of Spark, spark.*, and %s"
            .formatted(taken.stream().sorted().collect(Collectors.joining(", ")));
  }

  /** The defaults of Spark's settings with those among the overrides over them. */
  public static SortedMap<String, String> sparkAmong(List<String> overrides) {
    return new GivenSettings(Hocon.givenByThemselves(overrides)).spark();
  }

  /** Settings of Spark by their full names, the defaults included. */
  public SortedMap<String, String> spark() {
    return SettingsFile.spark(config.withFallback(SettingsFile.defaults()));
  }

  /** One of the others, if it is given and not null. */
  public Optional<String> text(String key) {
    return config.hasPath(key)
        ? Optional.of(HoconSource.text(config.getValue(key)))
        : Optional.empty();
  }

  /** All that are given and have a value, by their full names, as HOCON writes the values. */
  public SortedMap<String, String> rendered() {
    SortedMap<String, String> rendered = new TreeMap<>();
    Leaves.of(config.root())
        .forEach(
            (key, value) -> {
              if (value.valueType() != ConfigValueType.NULL) {
                rendered.put(key, value.render(ConfigRenderOptions.concise()));
              }
            });
    return rendered;
  }
}
