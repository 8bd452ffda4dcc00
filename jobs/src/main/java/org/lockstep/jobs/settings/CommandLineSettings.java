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
import org.lockstep.settings.table.ReadSettings;
import org.lockstep.settings.value.SettingValues;

/** The settings given with --set to a command that reads no settings file. */
public final class CommandLineSettings {
  private final Config config;

  private CommandLineSettings(Config config) {
    this.config = config;
  }

  /**
   * Reads and checks the settings.
   *
   * @param overrides {@code KEY=VALUE} each; later ones override earlier ones
   * @param command the name of the command, for messages
   * @param accepted the keys, besides those of Spark, that the command uses; a block stands for all
   *     of its keys
   * @throws UserException if a key is not known, or the command does not use it
   */
  public static CommandLineSettings read(
      List<String> overrides, String command, Set<String> accepted) {
    Config config = Hocon.given(overrides);
    new KnownKeys(SettingsFile.defaults().root(), SettingsFile.OPEN).check(config.root());
    for (Map.Entry<String, ConfigValue> given : Leaves.of(config.root()).entrySet()) {
      String key = given.getKey();
      boolean isAccepted =
          key.startsWith("spark.")
              || accepted.stream().anyMatch(each -> key.equals(each) || key.startsWith(each + "."));
      if (!isAccepted) {
        throw new UserException(
            "%s has no effect on %s".formatted(key, command),
            Hocon.where(given.getValue().origin()),
            "it accepts %s; remove this one".formatted(listed(accepted)));
      }
    }
    return new CommandLineSettings(config);
  }

  private static String listed(Set<String> accepted) {
    return accepted.isEmpty()
        ? "settings of Spark, spark.*"
        : "settings of Spark, spark.*, and %s"
            .formatted(accepted.stream().sorted().collect(Collectors.joining(", ")));
  }

  /** The Spark settings among the overrides, and the defaults for the others. */
  public static SortedMap<String, String> sparkAmong(List<String> overrides) {
    return new CommandLineSettings(Hocon.givenByThemselves(overrides)).spark();
  }

  /** The Spark settings by full name, including the defaults. */
  public SortedMap<String, String> spark() {
    return SettingsFile.spark(config.withFallback(SettingsFile.defaults()));
  }

  /** How a table is read. */
  public ReadSettings reading() {
    return ReadSettings.of(new SettingValues(new HoconSource(config)));
  }

  /** The value of a setting that is not of Spark; empty if it is not given or null. */
  public Optional<String> text(String key) {
    return config.hasPath(key)
        ? Optional.of(HoconSource.text(config.getValue(key)))
        : Optional.empty();
  }

  /** All given settings that are not null, by full name; the values are HOCON. */
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
