package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.lockstep.UserException;
import org.lockstep.model.RunFolder;
import org.lockstep.settings.DataKeys;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.SettingsReader;
import org.lockstep.settings.TrainingKeys;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;

/**
 * What a settings file and the overrides of the command line come to.
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
  private static final List<List<String>> OPEN =
      List.of(List.of("spark"), List.of("tune", "space"));

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
    return shallow(file, () -> of(Hocon.read(file, overrides, trial, defaults), defaults, file));
  }

  /** The same, from the text of a file that is yet to be written. */
  public static SettingsFile parse(String text, String file) {
    Config defaults = defaults();
    return shallow(file, () -> of(Hocon.parse(text, file, List.of(), defaults), defaults, file));
  }

  /**
   * The same, from the {@link #text} that a run's folder has kept.
   *
   * @param output where the run goes now, wherever it went when it began
   */
  public static SettingsFile ofRun(RunFolder folder, List<String> overrides, String output) {
    Config defaults = defaults();
    List<String> all = new ArrayList<>(overrides);
    all.add("output=" + output);
    String name = folder.output() + "/settings.conf";
    String text = folder.settings();
    return shallow(name, () -> of(Hocon.parse(text, name, all, defaults), defaults, name));
  }

  /** Blocks within blocks are read by methods within methods, of which there are so many. */
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

  private static SettingsFile of(Config config, Config defaults, String file) {
    new KnownKeys(defaults.root(), OPEN).check(config.root());
    SettingValues values = new SettingValues(new HoconSource(config));
    try {
      return new SettingsFile(
          run(values, file),
          LoggingSettings.read(values),
          spark(config.getObject("spark")),
          SettingsText.of(config));
    } catch (IllegalArgumentException e) {
      // A rule of the settings themselves that this class does not know.
      throw new UserException(
          String.valueOf(e.getMessage()), file, "put the setting right or remove it", e);
    }
  }

  /** The settings of Spark where there is no file. */
  public static SortedMap<String, String> defaultSpark() {
    return spark(defaults().getObject("spark"));
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

  private static SortedMap<String, String> spark(ConfigObject block) {
    SortedMap<String, String> settings = new TreeMap<>();
    flatten(block, new ArrayList<>(), settings);
    return settings;
  }

  /** Joins the names of nested blocks by dots, and puts "spark." first where it is not. */
  private static void flatten(ConfigObject block, List<String> parents, Map<String, String> into) {
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      List<String> path = new ArrayList<>(parents);
      path.add(entry.getKey());
      if (entry.getValue() instanceof ConfigObject inner) {
        flatten(inner, path, into);
        continue;
      }
      String name = String.join(".", path);
      // Spark writes its lists with commas: spark.jars = [a.jar, b.jar].
      String value =
          entry.getValue() instanceof ConfigList list
              ? list.stream().map(HoconSource::text).collect(Collectors.joining(","))
              : HoconSource.text(entry.getValue());
      into.put(name.startsWith("spark.") ? name : "spark." + name, value);
    }
  }
}
