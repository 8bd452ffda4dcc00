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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.UserException;
import org.lockstep.data.DataSettings;
import org.lockstep.data.TargetRange;
import org.lockstep.data.Validation;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.model.RunFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.training.RunSettings;
import org.lockstep.training.TrainingSettings;
import org.lockstep.training.exchange.ExchangeKind;

/**
 * What a settings file and the overrides of the command line come to.
 *
 * <p>The keys, their meaning and their defaults stand in {@code lockstep-defaults.conf}, a resource
 * beside this class.
 *
 * @param run what to train
 * @param logging what is written down meanwhile
 * @param spark settings of Spark, each under its full name
 * @param text all of them as a file that they can be read from again
 */
public record SettingsFile(
    RunSettings run, LoggingSettings logging, SortedMap<String, String> spark, String text) {
  private static final int MOST_LANES = 65536;

  /** Blocks whose keys are not listed: Spark's settings, and those that a search varies. */
  static final List<List<String>> OPEN = List.of(List.of("spark"), List.of("tune", "space"));

  /** Keys without which there is nothing to train, with a line that shows each. */
  private static final Map<String, String> REQUIRED =
      new TreeMap<>(
          Map.of(
              "data.train", "data.train = \"data/train.parquet\"",
              "data.label", "data.label = outcome",
              "training.task", "training.task = classification",
              "output", "output = \"runs/first\""));

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
    Config config = Hocon.read(file, overrides, trial, defaults);
    KeptSettings.requireSecrets(config, file);
    return of(config, defaults, file, SettingsText.ofUser(config));
  }

  /** The same, from the text of a file that is yet to be written, which holds plain values. */
  public static SettingsFile parse(String text, String file) {
    return over(Hocon.plain(text, file), List.of(), file);
  }

  /**
   * The settings that a run's folder has kept, to be looked at: without its secrets, and with
   * settings of Spark that nobody has vouched for.
   *
   * @param output where the run goes now, wherever it went when it began
   */
  public static SettingsFile ofRun(RunFolder folder, List<String> overrides, String output) {
    return over(kept(folder), withOutput(overrides, output), name(folder));
  }

  /**
   * The same, to train by.
   *
   * @throws UserException also if the folder has hidden a secret, or has kept what could load code
   *     or lead to another machine, and it is not among the overrides
   */
  public static SettingsFile toGoOn(RunFolder folder, List<String> overrides, String output) {
    Config kept = KeptSettings.usable(kept(folder), Hocon.keys(overrides), name(folder));
    Config defaults = defaults();
    List<String> all = withOutput(overrides, output);
    Config config = Hocon.resolve(kept, name(folder), all, ConfigFactory.empty(), defaults);
    return of(config, defaults, name(folder), SettingsText.ofUser(config));
  }

  private static SettingsFile over(Config plain, List<String> overrides, String name) {
    Config defaults = defaults();
    Config config = Hocon.resolve(plain, name, overrides, ConfigFactory.empty(), defaults);
    return of(config, defaults, name, SettingsText.of(config));
  }

  private static Config kept(RunFolder folder) {
    return Hocon.plain(folder.settings(), name(folder));
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
    SettingReader reader = new SettingReader(config);
    try {
      return new SettingsFile(run(reader, file), LoggingSettings.read(reader), spark(config), text);
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
    return ConfigFactory.parseResources(
        SettingsFile.class.getClassLoader(), "lockstep-defaults.conf");
  }

  private static RunSettings run(SettingReader reader, String file) {
    List<String> missing = REQUIRED.keySet().stream().filter(Predicate.not(reader::has)).toList();
    if (!missing.isEmpty()) {
      throw new UserException(
          String.join(", ", missing) + (missing.size() == 1 ? " is missing" : " are missing"),
          file,
          missing.stream().map(REQUIRED::get).collect(Collectors.joining(", ", "add ", "")));
    }
    Task task = reader.oneOf("training.task", List.of(Task.values()), Task::settingsName);
    return new RunSettings(
        data(reader, task),
        training(reader, task),
        new StoppingReader(reader, task).checkpoints(),
        reader.text("output"),
        reader.flag("overwrite"));
  }

  private static DataSettings data(SettingReader reader, Task task) {
    List<String> label = reader.names("data.label");
    if (label.isEmpty()) {
      throw reader.wrong("data.label", "name the column to learn");
    }
    if (task == Task.CLASSIFICATION && label.size() > 1) {
      throw reader.wrong("data.label", "a classification has one label column");
    }
    List<String> features = reader.names("data.features");
    for (String name : label) {
      if (features.contains(name)) {
        throw reader.wrong("data.features", "take out %s, which is the label".formatted(name));
      }
    }
    double[] ends = loss(reader, task).targetRange();
    TargetRange range = new TargetRange(ends[0], ends[1]);
    return new DataSettings(
        reader.text("data.train"),
        validation(reader),
        task,
        label,
        features,
        reader.oneOf("data.scaling", List.of(Scaling.values()), Scaling::settingsName),
        targetScaling(reader, range),
        classes(reader, task),
        reader.wholeNumber("training.seed"),
        range,
        optionalName(reader, "data.weight"),
        new EncodingReader(reader).settings());
  }

  private static Optional<String> optionalName(SettingReader reader, String key) {
    return reader.has(key) ? Optional.of(reader.text(key)) : Optional.empty();
  }

  /** A loss that is defined for some numbers only takes the targets as they are. */
  private static Scaling targetScaling(SettingReader reader, TargetRange range) {
    List<Scaling> allowed =
        range.equals(TargetRange.ANY) ? List.of(Scaling.values()) : List.of(Scaling.NONE);
    Scaling auto = allowed.contains(Scaling.STANDARD) ? Scaling.STANDARD : Scaling.NONE;
    return reader.has("data.target-scaling")
        ? reader.oneOf("data.target-scaling", allowed, Scaling::settingsName)
        : auto;
  }

  private static Validation validation(SettingReader reader) {
    if (!reader.has("data.validation")) {
      return new Validation.None();
    }
    if (reader.isBlock("data.validation")) {
      return new Validation.Column(reader.onlyText("data.validation", "column"));
    }
    OptionalDouble share = reader.number("data.validation");
    if (share.isEmpty()) {
      return new Validation.Table(reader.text("data.validation"));
    }
    if (!(share.getAsDouble() > 0 && share.getAsDouble() < 1)) {
      throw reader.wrong(
          "data.validation", "it must be a fraction between 0 and 1, such as 0.1, or a path");
    }
    return new Validation.Fraction(share.getAsDouble());
  }

  private static OptionalInt classes(SettingReader reader, Task task) {
    if (!reader.has("data.classes")) {
      return OptionalInt.empty();
    }
    if (task == Task.REGRESSION) {
      throw reader.wrong("data.classes", "a regression has no classes; remove the line");
    }
    return OptionalInt.of(reader.wholeNumber("data.classes", 2));
  }

  private static TrainingSettings training(SettingReader reader, Task task) {
    int batchSize = reader.wholeNumber("training.batch-size", 1);
    OptionalInt lanes = reader.wholeNumberOrAuto("training.lanes", 1, MOST_LANES);
    OptionalInt partitions = reader.wholeNumberOrAuto("training.partitions", 1, MOST_LANES);
    List<Integer> hidden = reader.wholeNumbers("network.hidden", 1);
    DescentSettings descent = new DescentReader(reader).read(hidden.size() + 1);
    int laneCount = TrainingSettings.laneCount(lanes, batchSize, descent);
    if (partitions.orElse(1) > laneCount) {
      throw reader.wrong(
          "training.partitions",
          "it must be auto or at most the number of lanes, which is %d; training.lanes sets it"
              .formatted(laneCount));
    }
    StoppingReader stopping = new StoppingReader(reader, task);
    return new TrainingSettings(
        hidden,
        reader.oneOf("network.activation", ofHiddenLayers(), Activation::settingsName),
        dropout(reader),
        reader.flag("network.layer-norm"),
        loss(reader, task),
        batchSize,
        reader.wholeNumber("training.epochs", 1),
        descent,
        reader.wholeNumber("training.seed"),
        lanes,
        partitions,
        reader.oneOf(
            "training.exchange", List.of(ExchangeKind.values()), ExchangeKind::settingsName),
        stopping.stopping(validation(reader)),
        stopping.classWeights(),
        optionalName(reader, "training.warm-start"));
  }

  private static List<Activation> ofHiddenLayers() {
    return Stream.of(Activation.values()).filter(a -> !a.isForOutputOnly()).toList();
  }

  private static double dropout(SettingReader reader) {
    double dropout = reader.number("network.dropout").orElse(Double.NaN);
    if (!(dropout >= 0 && dropout < 1)) {
      throw reader.wrong(
          "network.dropout", "it must be a share from 0 to less than 1, such as 0.2");
    }
    return dropout;
  }

  private static Loss loss(SettingReader reader, Task task) {
    double delta = reader.positiveNumber("training.huber-delta");
    double smoothing = reader.number("training.label-smoothing").orElse(Double.NaN);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw reader.wrong(
          "training.label-smoothing", "it must be a share from 0 to less than 1, such as 0.1");
    }
    List<Loss> losses =
        List.of(
            new Loss.SquaredError(),
            new Loss.AbsoluteError(),
            new Loss.Huber(delta),
            new Loss.Poisson(),
            new Loss.CrossEntropy(smoothing),
            new Loss.BinaryCrossEntropy(),
            new Loss.Hinge());
    boolean classes = task == Task.CLASSIFICATION;
    Loss loss =
        reader.has("training.loss")
            ? reader.oneOf("training.loss", losses, Loss::settingsName)
            : classes ? new Loss.CrossEntropy(smoothing) : new Loss.SquaredError();
    if (classes ? !loss.forClasses() : !loss.forNumbers()) {
      throw reader.wrong(
          "training.loss",
          "it is not for %s, which takes one of %s"
              .formatted(
                  task.settingsName(),
                  losses.stream()
                      .filter(l -> classes ? l.forClasses() : l.forNumbers())
                      .map(Loss::settingsName)
                      .collect(Collectors.joining(", "))));
    }
    return loss;
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
        ? list.stream().map(SettingReader::text).collect(Collectors.joining(","))
        : SettingReader.text(value);
  }
}
