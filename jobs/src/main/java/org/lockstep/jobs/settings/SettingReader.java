package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lockstep.UserException;
import org.lockstep.optimization.schedule.Span;

/**
 * Settings by their key, each checked where it is read.
 *
 * <p>Every method takes a key that the defaults hold, and throws a {@link UserException} that names
 * the key, the value, where it stands and what it may be. In quotes or not, {@code 3} is the same
 * number and {@code relu} the same word.
 */
public final class SettingReader {
  // A number with more digits is outside every range here, and costs memory to write out.
  private static final int MOST_DIGITS = 20;

  private static final Pattern SPAN =
      Pattern.compile("0*([1-9][0-9]{0,11}) *(epochs?|iterations?)?");

  private final Config config;

  /**
   * Creates the reader.
   *
   * @param config resolved, with the defaults behind it
   */
  public SettingReader(Config config) {
    this.config = config;
  }

  /** Whether the key has a value, its own or a default; null is none. */
  public boolean has(String key) {
    return config.hasPath(key);
  }

  /** Text that is not empty. */
  public String text(String key) {
    ConfigValue value = value(key);
    if (!isScalar(value) || text(value).isBlank()) {
      throw wrong(key, "it must be text that is not empty");
    }
    return text(value);
  }

  /** True or false. */
  public boolean flag(String key) {
    return switch (text(value(key))) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw wrong(key, "it must be true or false");
    };
  }

  /** A whole number of at least {@code least}. */
  public int wholeNumber(String key, int least) {
    return (int)
        wholeNumber(key, least, Integer.MAX_VALUE, "a whole number, %d or more".formatted(least));
  }

  /** Any whole number of 64 bits. */
  public long wholeNumber(String key) {
    return wholeNumber(key, Long.MIN_VALUE, Long.MAX_VALUE, "a whole number of 64 bits");
  }

  /** A whole number from {@code least} to {@code most}, or empty for the word auto. */
  OptionalInt wholeNumberOrAuto(String key, int least, int most) {
    if (text(value(key)).equals("auto")) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        (int)
            wholeNumber(
                key, least, most, "auto or a whole number from %d to %d".formatted(least, most)));
  }

  /** A list of whole numbers, each at least {@code least}. */
  List<Integer> wholeNumbers(String key, int least) {
    if (!(value(key) instanceof ConfigList elements)) {
      throw wrong(key, "it must be a list of whole numbers, such as [16, 8]");
    }
    List<Integer> numbers = new ArrayList<>();
    for (ConfigValue element : elements) {
      OptionalLong number = wholeNumberIn(text(element), least, Integer.MAX_VALUE);
      numbers.add(
          (int)
              number.orElseThrow(
                  () ->
                      wrong(
                          key,
                          "%s must be a whole number, %d or more"
                              .formatted(text(element), least))));
    }
    return List.copyOf(numbers);
  }

  /** The number that the value is, or empty if it is something else, such as a path. */
  public OptionalDouble number(String key) {
    try {
      return OptionalDouble.of(new BigDecimal(text(value(key)).strip()).doubleValue());
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A finite number. */
  public double finiteNumber(String key) {
    return finite(text(value(key)), key);
  }

  /** A list of finite numbers, or one of them. */
  List<Double> finiteNumbers(String key) {
    return elements(key).stream().map(element -> finite(text(element), key)).toList();
  }

  private double finite(String text, String key) {
    try {
      double number = new BigDecimal(text.strip()).doubleValue();
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number that is too large
    }
    throw wrong(key, "it must be a number, such as 0.9");
  }

  /**
   * A list of numbers of iterations, such as 500, or of epochs, such as 5 epochs; or one of them.
   */
  List<Span> spans(String key) {
    return elements(key).stream().map(element -> span(text(element), key)).toList();
  }

  private Span span(String text, String key) {
    Matcher match = SPAN.matcher(text.strip());
    if (match.matches()) {
      long count = Long.parseLong(match.group(1));
      boolean epochs = match.group(2) != null && match.group(2).startsWith("epoch");
      return epochs ? Span.epochs(count) : Span.iterations(count);
    }
    throw wrong(
        key,
        "write a number of iterations, such as 500, or of epochs, such as 5 epochs; 1 or more");
  }

  private List<ConfigValue> elements(String key) {
    return value(key) instanceof ConfigList list ? list : List.of(value(key));
  }

  /** The names of a block's settings, in alphabetical order. */
  public List<String> keys(String block) {
    return ((ConfigObject) value(block)).keySet().stream().sorted().toList();
  }

  /** Whether the value is a block. */
  boolean isBlock(String key) {
    return value(key) instanceof ConfigObject;
  }

  /** The text of a block's one setting. */
  String onlyText(String block, String name) {
    ConfigObject object = (ConfigObject) value(block);
    ConfigValue only = object.get(name);
    if (object.size() != 1 || only == null || !isScalar(only) || text(only).isBlank()) {
      throw wrong(block, "as a block it must be { %s = NAME }".formatted(name));
    }
    return text(only);
  }

  /** The numbers of a block whose names are the user's own. */
  SortedMap<String, Double> numbersByName(String block) {
    SortedMap<String, Double> numbers = new TreeMap<>();
    ((ConfigObject) value(block))
        .forEach((name, value) -> numbers.put(name, finite(text(value), block)));
    return numbers;
  }

  /** A finite number greater than 0. */
  double positiveNumber(String key) {
    double number = number(key).orElse(Double.NaN);
    if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw wrong(key, "it must be a number greater than 0, such as 0.1");
    }
    return number;
  }

  /** A name or a list of names, none of them empty and none twice. */
  public List<String> names(String key) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ConfigValue element : elements(key)) {
      if (!isScalar(element) || text(element).isEmpty()) {
        throw wrong(key, "it must be the name of a column or a list of names");
      }
      if (!seen.add(text(element))) {
        throw wrong(key, "it names %s twice; name every column once".formatted(text(element)));
      }
      names.add(text(element));
    }
    return List.copyOf(names);
  }

  /**
   * One of several words.
   *
   * @param allowed the values to choose from
   * @param settingsName the word for each
   */
  public <T> T oneOf(String key, List<T> allowed, Function<T, String> settingsName) {
    String word = text(value(key));
    for (T value : allowed) {
      if (settingsName.apply(value).equals(word)) {
        return value;
      }
    }
    List<String> words = allowed.stream().map(settingsName).toList();
    throw wrong(
        key,
        words.size() == 1
            ? "the only choice is " + words.get(0)
            : "it must be one of %s; the nearest is %s"
                .formatted(String.join(", ", words), NearestName.of(word, words)));
  }

  /** The mistake that the value of a key is, with what it should be. */
  public UserException wrong(String key, String rule) {
    ConfigValue value = value(key);
    return new UserException(
        "%s is %s".formatted(key, text(value)), Hocon.where(value.origin()), rule);
  }

  /** A value as the user wrote it, or nearly so. */
  public static String text(ConfigValue value) {
    return switch (value.valueType()) {
      case LIST ->
          ((ConfigList) value)
              .stream().map(SettingReader::text).collect(Collectors.joining(", ", "[", "]"));
      case OBJECT -> value.render(ConfigRenderOptions.concise());
      case NULL -> "null";
      // Config remembers how a number was written: 1e-3 stays 1e-3.
      case STRING, NUMBER, BOOLEAN -> value.atKey("value").getString("value");
    };
  }

  private long wholeNumber(String key, long least, long most, String rule) {
    return wholeNumberIn(text(value(key)), least, most)
        .orElseThrow(() -> wrong(key, "it must be " + rule));
  }

  private static OptionalLong wholeNumberIn(String text, long least, long most) {
    try {
      BigDecimal number = new BigDecimal(text.strip());
      boolean inside =
          number.precision() - number.scale() <= MOST_DIGITS
              && number.compareTo(BigDecimal.valueOf(least)) >= 0
              && number.compareTo(BigDecimal.valueOf(most)) <= 0;
      return inside ? OptionalLong.of(number.longValueExact()) : OptionalLong.empty();
    } catch (NumberFormatException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static boolean isScalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> true;
      case LIST, OBJECT, NULL -> false;
    };
  }

  /** The value of a key, null included, which {@link Config#getValue} refuses. */
  private ConfigValue value(String key) {
    ConfigValue value = config.root();
    for (String name : ConfigUtil.splitPath(key)) {
      ConfigValue inner = value instanceof ConfigObject block ? block.get(name) : null;
      if (inner == null) {
        throw new IllegalStateException(key + " is missing in lockstep-defaults.conf");
      }
      value = inner;
    }
    return value;
  }
}
