package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.lockstep.UserException;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.SettingsReader;
import org.lockstep.settings.TrainingKeys;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;

/**
 * Parsed and validated settings: the overrides of the command line, then the file, then defaults.
 *
 * <p>The keys, their meaning and their defaults are those of {@link CommandKeys#ALL}.
 *
 * @param run what to train
 * @param logging what the run records
 * @param spark settings of Spark by full name
 * @param text all settings as the text of a settings file
 */
public record SettingsFile(
    RunSettings run, LoggingSettings logging, SortedMap<String, String> spark, String text) {
  /** Blocks that accept any key: Spark's settings, and the search space. */
  static final List<List<String>> OPEN = List.of(List.of("spark"), List.of("tune", "space"));

  /** The required settings, each with an example line. */
  private static final Map<Setting<?>, String> REQUIRED =
      Map.of(
          DataKeys.TRAIN, "data.train = \"data/train.parquet\"",
          DataKeys.LABEL, "data.label = outcome",
          TrainingKeys.TASK, "training.task = classification",
          CommandKeys.OUTPUT, "output = \"runs/first\"");

  /** Makes the map read-only. */
  public SettingsFile {
    spark = Collections.unmodifiableSortedMap(spark);
  }

  /**
   * Reads and checks the settings of a run.
   *
   * @param file a HOCON file
   * @param overrides {@code KEY=VALUE} each; they override the file, and earlier ones
   * @throws UserException for the first error: key, value, file and line, allowed values
   */
  public static SettingsFile read(String file, List<String> overrides) {
    return read(file, overrides, ConfigFactory.empty());
  }

  /** As {@link #read(String, List)}; the values of a search trial override all others. */
  public static SettingsFile read(String file, List<String> overrides, Config trial) {
    Config defaults = defaults();
    return shallow(
        file,
        () -> {
          Config config = Hocon.read(file, overrides, trial, defaults);
          KeptSettings.requireSecrets(config, file);
          return of(config, defaults, file, SettingsText.ofUser(config)).checked();
        });
  }

  /** Reads and checks the text of a settings file, without substitutions and includes. */
  public static SettingsFile parse(String text, String file) {
    return shallow(file, () -> over(Hocon.plain(text, file), List.of(), file));
  }

  /**
   * Reads the stored settings of a run for display. Secrets are missing, and Spark settings are not
   * checked for safety: do not train with them.
   *
   * @param output the current path of the run, which may differ from the one at its start
   */
  public static SettingsFile ofRun(RunFolder folder, List<String> overrides, String output) {
    String name = name(folder);
    return shallow(name, () -> over(kept(folder), withOutput(overrides, output), name));
  }

  /** Reports settings nested so deeply that recursive reading overflows the stack. */
  private static SettingsFile shallow(String file, Supplier<SettingsFile> reading) {
    try {
      return reading.get();
    } catch (StackOverflowError e) {
      throw new UnreadableSettingsException(
          "the settings are nested too deeply to be read",
          file,
          "remove brackets or parts of names: no setting needs more than a few levels",
          e);
    }
  }

  /**
   * Reads the stored settings of a run to train with them.
   *
   * @throws UserException also if a secret, or a Spark setting that could load code or connect to
   *     another machine, is not given in the overrides
   */
  public static SettingsFile toGoOn(RunFolder folder, List<String> overrides, String output) {
    String name = name(folder);
    return shallow(
        name,
        () -> {
          Config kept = KeptSettings.usable(kept(folder), Hocon.keys(overrides), name);
          Config defaults = defaults();
          List<String> all = withOutput(overrides, output);
          Config config = Hocon.resolve(kept, name, all, ConfigFactory.empty(), defaults);
          return of(config, defaults, name, SettingsText.ofUser(config)).checked();
        });
  }

  /**
   * The settings of another run of the same command.
   *
   * @param other its settings
   * @param overrides the same as {@code KEY=VALUE} each, for the text
   */
  public SettingsFile with(RunSettings other, List<String> overrides) {
    String name = run.output();
    String others = shallow(name, () -> over(Hocon.plain(text, name), overrides, name)).text();
    return new SettingsFile(other, logging, spark, others);
  }

  /** Makes the checks that apply to training, but not to the display of older runs. */
  private SettingsFile checked() {
    logging.checked();
    return this;
  }

  private static SettingsFile over(Config plain, List<String> overrides, String name) {
    Config defaults = defaults();
    Config config = Hocon.resolve(plain, name, overrides, ConfigFactory.empty(), defaults);
    return of(config, defaults, name, SettingsText.of(config));
  }

  private static Config kept(RunFolder folder) {
    return KeptLayers.ofOlderVersion(Hocon.plain(folder.settings(), name(folder)));
  }

  private static String name(RunFolder folder) {
    return folder.output() + "/settings.conf";
  }

  private static List<String> withOutput(List<String> overrides, String output) {
    List<String> all = new ArrayList<>(overrides);
    all.add("output=" + ConfigUtil.quoteString(output));
    return all;
  }

  private static SettingsFile of(Config config, Config defaults, String file, String text) {
    new KnownKeys(defaults.root(), OPEN).check(config.root());
    SettingValues values = new SettingValues(new HoconSource(config));
    try {
      return new SettingsFile(run(values, file), LoggingSettings.read(values), spark(config), text);
    } catch (UserException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      // Thrown by the records, whose rules combine several settings.
      throw new UserException(
          String.valueOf(e.getMessage()), file, "correct the setting or remove it", e);
    }
  }

  /** The default settings of Spark. */
  public static SortedMap<String, String> defaultSpark() {
    return spark(defaults());
  }

  /** All keys with their defaults. */
  public static Config defaults() {
    return Defaults.config();
  }

  private static RunSettings run(SettingValues values, String file) {
    List<String> missing =
        REQUIRED.keySet().stream()
            .filter(setting -> !values.has(setting))
            .map(Setting::key)
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      throw new UserException(
          String.join(", ", missing) + (missing.size() == 1 ? " is missing" : " are missing"),
          file,
          REQUIRED.entrySet().stream()
              .filter(entry -> missing.contains(entry.getKey().key()))
              .map(Map.Entry::getValue)
              .sorted()
              .collect(Collectors.joining(", ", "add ", "")));
    }
    SettingsReader reader = new SettingsReader(values);
    return new RunSettings(
        reader.data(),
        reader.training(),
        reader.checkpoints(),
        values.get(CommandKeys.OUTPUT),
        values.get(CommandKeys.OVERWRITE));
  }

  /** The Spark settings that are not null. */
  static SortedMap<String, String> spark(Config config) {
    SortedMap<String, String> settings = new TreeMap<>();
    Leaves.of(config.root())
        .forEach(
            (name, value) -> {
              if (name.startsWith("spark.") && value.valueType() != ConfigValueType.NULL) {
                settings.put(name, sparkText(value));
              }
            });
    return settings;
  }

  /** Converts a list to Spark's notation with commas, for spark.jars = [a.jar, b.jar]. */
  private static String sparkText(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.stream().map(HoconSource::text).collect(Collectors.joining(","))
        : HoconSource.text(value);
  }
}
