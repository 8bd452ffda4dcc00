package org.lockstep.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.value.Plain;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.WrongValueException;
import scala.Function1;

/**
 * The settings as parameters of Spark ML: each has the default, the values and the meaning that it
 * has on the command line. The common ones have MLlib's names, all others that of their key without
 * its first part: {@code training.schedule.warm-up} is {@code scheduleWarmUp}.
 */
public final class SettingParams {
  private static final String NO_CHECKPOINTS = "none: a fit writes no checkpoints";
  private static final String READ_BEFORE = "the DataFrame that is fitted";
  private static final String REGULARIZATION = "regParam and elasticNetParam";

  /** Settings that are not parameters, and what a stage has instead. */
  private static final Map<String, String> IN_PLACE_OF =
      Map.ofEntries(
          Map.entry("data.train", READ_BEFORE),
          Map.entry("data.format", READ_BEFORE),
          Map.entry("data.options", READ_BEFORE),
          Map.entry("data.schema", READ_BEFORE),
          Map.entry("data.where", READ_BEFORE),
          Map.entry("data.validation", "validationIndicatorCol"),
          Map.entry("data.test", "none: an evaluator takes what the model makes of a DataFrame"),
          Map.entry("data.label", "labelCol"),
          Map.entry("data.features", "featuresCol or featuresCols"),
          Map.entry("data.weight", "weightCol"),
          Map.entry("training.task", "LockstepClassifier or LockstepRegressor"),
          Map.entry("training.regularization.l1", REGULARIZATION),
          Map.entry("training.regularization.l2", REGULARIZATION),
          Map.entry("training.checkpoint.every-iterations", NO_CHECKPOINTS),
          Map.entry("training.checkpoint.every-epochs", NO_CHECKPOINTS),
          Map.entry("training.checkpoint.every-minutes", NO_CHECKPOINTS),
          Map.entry("training.checkpoint.keep", NO_CHECKPOINTS));

  private static final Map<String, String> MLLIB =
      Map.ofEntries(
          Map.entry("network.hidden", "hiddenLayers"),
          Map.entry("training.epochs", "maxIter"),
          Map.entry("training.optimizer.type", "solver"),
          Map.entry("training.optimizer.learning-rate", "stepSize"),
          Map.entry("training.early-stopping.patience", "patience"),
          Map.entry("training.threshold", "thresholdRule"), // MLlib's threshold is a number
          Map.entry("data.categories.max-levels", "maxLevels"),
          Map.entry("data.categories.hash-buckets", "hashBuckets"),
          Map.entry("data.categories.embedding", "wordEmbedding"),
          Map.entry("data.categories.unseen", "unseenWords"),
          Map.entry("data.categories.missing", "missingWords"),
          Map.entry("data.target-scaling", "labelScaling"),
          Map.entry("data.target-transform", "labelTransform"));

  /** Settings that only the other task's stages have. */
  private static final Map<Task, Set<String>> OF_OTHER_TASK =
      Map.of(
          Task.CLASSIFICATION, Set.of("labelScaling", "labelTransform", "clipPredictions"),
          Task.REGRESSION,
              Set.of("classes", "classWeights", "positiveClass", "calibrate", "thresholdRule"));

  private static final Pattern KEY =
      Pattern.compile("(?<![\\w./-])(?:data|network|training)(?:\\.[a-z][a-z0-9-]*)+");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Setting<?>> BY_NAME = new LinkedHashMap<>();

  static {
    for (Setting<?> setting : KnownSettings.ALL) {
      if (!IN_PLACE_OF.containsKey(setting.key())) {
        BY_NAME.put(nameOf(setting), setting);
      }
    }
  }

  private SettingParams() {}

  /** The settings that are parameters of a task's stages, by the parameters' names. */
  public static Map<String, Setting<?>> of(Task task) {
    Map<String, Setting<?>> settings = new LinkedHashMap<>(BY_NAME);
    settings.keySet().removeAll(OF_OTHER_TASK.get(task));
    return settings;
  }

  /**
   * All parameters of a stage in the order of their names, those without a method of their own
   * included.
   *
   * @param byMethod those that Spark finds
   */
  static Param<?>[] all(Params stage, Task task, Param<?>[] byMethod) {
    Map<String, Param<?>> all = new TreeMap<>();
    of(task).keySet().forEach(name -> all.put(name, of(stage, name)));
    for (Param<?> param : byMethod) {
      all.put(param.name(), param);
    }
    return all.values().toArray(Param<?>[]::new);
  }

  /** The name of the parameter of a setting, if it has one. */
  static Optional<String> parameterOf(Setting<?> setting) {
    return Optional.of(nameOf(setting)).filter(name -> setting.equals(BY_NAME.get(name)));
  }

  /**
   * The parameter of a stage for a setting of the command line, or what the stage has instead.
   *
   * @return such as {@code stepSize}; empty for a setting that the command line alone has
   */
  public static Optional<String> described(Setting<?> setting) {
    return parameterOf(setting)
        .map(SettingParams::withItsTask)
        .or(() -> Optional.ofNullable(IN_PLACE_OF.get(setting.key())));
  }

  private static String withItsTask(String name) {
    if (!of(Task.CLASSIFICATION).containsKey(name)) {
      return name + " (LockstepRegressor alone)";
    }
    return of(Task.REGRESSION).containsKey(name) ? name : name + " (LockstepClassifier alone)";
  }

  /**
   * A message of the command line with the names of parameters in the place of keys; a block of
   * settings, such as {@code training.optimizer}, is its first parameter.
   */
  public static String inParameters(String message) {
    return KEY.matcher(message).replaceAll(key -> Matcher.quoteReplacement(inPlaceOf(key.group())));
  }

  /**
   * Does something whose mistakes name keys of the command line; here they name parameters.
   *
   * @throws UserException as {@code work} does, {@link #inParameters}
   */
  static <T> T named(Supplier<T> work) {
    try {
      return work.get();
    } catch (UserException e) {
      throw e.inWords(SettingParams::inParameters);
    }
  }

  private static String inPlaceOf(String key) {
    String other = IN_PLACE_OF.get(key);
    return other != null
        ? other
        : KnownSettings.ALL.stream()
            .filter(setting -> setting.key().equals(key) || setting.key().startsWith(key + "."))
            .flatMap(setting -> parameterOf(setting).stream())
            .findFirst()
            .orElse(key);
  }

  private static String nameOf(Setting<?> setting) {
    String known = MLLIB.get(setting.key());
    return known != null ? known : camelCase(setting.key());
  }

  private static String camelCase(String key) {
    String[] words = key.substring(key.indexOf('.') + 1).split("[.-]", -1);
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }

  /** The parameter of a name. */
  static Param<?> of(Params stage, String name) {
    Setting<?> setting = Objects.requireNonNull(BY_NAME.get(name), name);
    String doc = "%s (%s)".formatted(setting.meaning(), setting.type().rule());
    return switch (setting.type().shape()) {
      case FLAG -> new BooleanParam(stage, name, doc);
      case WHOLE_NUMBER -> new IntParam(stage, name, doc, valid(name));
      case LONG_NUMBER -> new LongParam(stage, name, doc, valid(name));
      case NUMBER -> new DoubleParam(stage, name, doc, valid(name));
      case TEXT ->
          new Param<>(stage.uid(), name, doc, SettingParams.<String>valid(name), String.class);
      case WHOLE_NUMBERS -> new IntArrayParam(stage, name, doc, valid(name));
      case NUMBERS -> new DoubleArrayParam(stage, name, doc, valid(name));
      case TEXTS -> new StringArrayParam(stage, name, doc, valid(name));
    };
  }

  /** The default of a setting as a value of its parameter. */
  static Object usual(Setting<?> setting) {
    return value(setting, setting.key(), Objects.requireNonNull(setting.usual()));
  }

  /**
   * A plain value as a value of the parameter.
   *
   * @param name by which the caller knows the setting
   * @throws IllegalArgumentException if the setting does not take it
   */
  static Object value(Setting<?> setting, String name, Object plain) {
    check(setting, name, plain);
    String text = Plain.text(plain);
    List<String> texts = Plain.elements(plain).stream().map(Plain::text).toList();
    return switch (setting.type().shape()) {
      case FLAG -> setting.type().parse(plain);
      case WHOLE_NUMBER -> Integer.valueOf(text);
      case LONG_NUMBER -> Long.valueOf(text);
      case NUMBER -> Double.valueOf(text);
      case TEXT -> plain instanceof Map<?, ?> block ? json(block) : text;
      case WHOLE_NUMBERS -> texts.stream().mapToInt(Integer::parseInt).toArray();
      case NUMBERS -> texts.stream().mapToDouble(Double::parseDouble).toArray();
      case TEXTS -> texts.toArray(String[]::new);
    };
  }

  /** A parameter's value as a plain value; a block, such as one of class weights, is JSON text. */
  static Object plain(Object value) {
    if (value instanceof String text && text.strip().startsWith("{")) {
      return block(text).<Object>map(map -> map).orElse(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((name, inner) -> plain.put(String.valueOf(name), plain(inner)));
      return plain;
    }
    if (value instanceof int[] numbers) {
      return Arrays.stream(numbers).mapToObj(String::valueOf).toList();
    }
    if (value instanceof double[] numbers) {
      return Arrays.stream(numbers).mapToObj(String::valueOf).toList();
    }
    return value instanceof Object[] texts
        ? Arrays.stream(texts).map(String::valueOf).toList()
        : String.valueOf(value);
  }

  private static Optional<Map<String, Object>> block(String text) {
    try {
      Map<String, Object> block = new LinkedHashMap<>();
      JSON.readTree(text)
          .properties()
          .forEach(entry -> block.put(entry.getKey(), plain(entry.getValue())));
      return Optional.of(block);
    } catch (JsonProcessingException e) {
      return Optional.empty(); // refused later, like any other text
    }
  }

  private static Object plain(JsonNode node) {
    if (!node.isObject()) {
      return node.asText();
    }
    Map<String, Object> block = new LinkedHashMap<>();
    node.properties().forEach(entry -> block.put(entry.getKey(), plain(entry.getValue())));
    return block;
  }

  private static String json(Map<?, ?> block) {
    try {
      return JSON.writeValueAsString(block);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }

  private static <V> Function1<V, Object> valid(String name) {
    return (Function1<V, Object> & Serializable)
        value -> {
          check(Objects.requireNonNull(BY_NAME.get(name), name), name, plain(value));
          return true;
        };
  }

  private static void check(Setting<?> setting, String name, Object plain) {
    try {
      setting.type().parse(plain);
    } catch (WrongValueException e) {
      throw new IllegalArgumentException(
          "%s is %s; %s".formatted(name, Plain.text(plain), e.rule()), e);
    }
  }
}
