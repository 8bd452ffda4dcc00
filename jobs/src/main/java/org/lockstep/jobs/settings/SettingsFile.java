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
import org.lockstep.settings.DataKeys;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.SettingsReader;
import org.lockstep.settings.TrainingKeys;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;

/**
 * Parsed and validated settings: the overrides of the command line, then the file, then defaults.
 *
 * <p>The keys, their meaning and their defaults are those of {@link CommandKeys#ALL}.
 *
 * @param run what to train
 * @param logging what is written down meanwhile
 * @param spark settings of Spark, each under its full name
 * @param text all of them as a file that they can be read from again
 */
public record SettingsFile(
    RunSettings run, LoggingSettings logging, SortedMap<String, String> spark, String text) {
  /** Blocks whose keys are not listed: Spark's settings, and those that a search varies. */
  static final List<List<String>> OPEN = List.of(List.of("spark"), List.of("tune", "space"));

  /** Keys without which there is nothing to train, with a line that shows each. */
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
   * @param overrides {@code KEY=VALUE} each, over the file, the later over the earlier
   * @throws UserException with the first mistake found: key, value, file and line, what is allowed
   */
  public static SettingsFile read(String file, List<String> overrides) {
    return read(file, overrides, ConfigFactory.empty());
  }

  /** The same with what a search tries over all else. */
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

  /** The same, from the text of a file that is yet to be written, which holds plain values. */
  public static SettingsFile parse(String text, String file) {
    return shallow(file, () -> over(Hocon.plain(text, file), List.of(), file));
  }

  /**
   * The settings that a run's folder has kept, to be looked at: without its secrets, and with
   * settings of Spark that nobody has vouched for.
   *
   * @param output where the run goes now, wherever it went when it began
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
          "the settings have brackets or names within each other that are too deep to be read",
          file,
          "no setting needs more than a few",
          e);
    }
  }

  /**
   * The same, to train by.
   *
   * @throws UserException also if the folder has hidden a secret, or has kept what could load code
   *     or lead to another machine, and it is not among the overrides
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

  /** Checks that hold only for settings that are trained by, not for those of older runs. */
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
    } catch (IllegalArgumentException e) {
      // A rule of the settings themselves that this class does not know.
      throw new UserException(
          String.valueOf(e.getMessage()), file, "put the setting right or remove it", e);
    }
  }

  /** The settings of Spark where there is no file. */
  public static SortedMap<String, String> defaultSpark() {
    return spark(defaults());
  }

  /** Every key there is, with its default. */
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

  /** The settings of Spark that have a value. */
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

  /** Spark writes its lists with commas: spark.jars = [a.jar, b.jar]. */
  private static String sparkText(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.stream().map(HoconSource::text).collect(Collectors.joining(","))
        : HoconSource.text(value);
  }
}
