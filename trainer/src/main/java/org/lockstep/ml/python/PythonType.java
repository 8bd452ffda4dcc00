package org.lockstep.ml.python;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.jspecify.annotations.Nullable;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.WrongValueException;

/** What a parameter takes in Python. */
enum PythonType {
  INT("int", "int", "int", "toInt"),
  LONG("int", "int", "int", "toLong"),
  FLOAT("float", "float", "float", "toFloat"),
  BOOL("bool", "bool", "bool", "toBoolean"),
  STR("str", "str", "str", "toString"),
  /** A length such as {@code 5 epochs}, or a number alone. */
  TEXT("Union[str, int]", "str", "str or int", "toText"),
  WEIGHTS(
      "Union[str, Mapping[Any, float]]",
      "Union[str, Dict[str, float]]",
      "str, or dict of float by label",
      "toClassWeights"),
  /** A word, a number, or a block of numbers by name. */
  RULE(
      "Union[str, float, Mapping[str, float]]",
      "Union[str, Dict[str, float]]",
      "str, float, or dict of float by name",
      "toRule"),
  /** Settings of single columns. */
  BLOCKS(
      "Union[str, Mapping[str, Mapping[str, Union[str, bool]]]]",
      "Dict[str, Dict[str, str]]",
      "dict of dict of str or bool by column",
      "toBlocks"),
  INTS("Sequence[int]", "List[int]", "list of int", "toListInt"),
  FLOATS("Sequence[float]", "List[float]", "list of float", "toListFloat"),
  /** Numbers, or one of them alone. */
  NUMBERS("Union[float, Sequence[float]]", "List[float]", "float or list of float", "toListNumber"),
  STRS("Sequence[str]", "List[str]", "list of str", "toListString"),
  /** Texts that may be numbers, or one of them alone. */
  TEXTS(
      "Union[str, int, Sequence[Union[str, int]]]",
      "List[str]",
      "str, int or list of them",
      "toListText");

  private final String taken;
  private final String given;
  private final String described;
  private final String converter;

  PythonType(String taken, String given, String described, String converter) {
    this.taken = taken;
    this.given = given;
    this.described = described;
    this.converter = converter;
  }

  /** The annotation of a value that is set. */
  String taken() {
    return taken;
  }

  /** The annotation of a value that is returned. */
  String given() {
    return given;
  }

  /** The type as docstrings name it. */
  String described() {
    return described;
  }

  /** The function of {@code _convert.py} that makes a value of it. */
  String converter() {
    return converter;
  }

  /**
   * The type of a parameter.
   *
   * @param setting the one that the parameter stands for; null if it stands for none
   */
  static PythonType of(Param<?> param, @Nullable Setting<?> setting) {
    if (param instanceof IntParam) {
      return INT;
    }
    if (param instanceof LongParam) {
      return LONG;
    }
    if (param instanceof DoubleParam) {
      return FLOAT;
    }
    if (param instanceof BooleanParam) {
      return BOOL;
    }
    if (param instanceof IntArrayParam) {
      return INTS;
    }
    if (param instanceof DoubleArrayParam) {
      return setting == null ? FLOATS : NUMBERS;
    }
    if (param instanceof StringArrayParam) {
      return setting == null ? STRS : TEXTS;
    }
    if (setting != null && takes(setting, Map.of("first", "1"))) {
      return WEIGHTS;
    }
    if (setting != null && takes(setting, Map.of("recall", "0.5"))) {
      return RULE;
    }
    if (setting != null && takes(setting, Map.of("first", Map.of()))) {
      return BLOCKS;
    }
    return setting != null && takes(setting, "5") && !takes(setting, "first") ? TEXT : STR;
  }

  private static boolean takes(Setting<?> setting, Object plain) {
    try {
      setting.type().parse(plain);
      return true;
    } catch (WrongValueException e) {
      return false;
    }
  }

  /** A value of Java as a literal of Python; a list is a tuple, which no caller can change. */
  static String literal(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof int[] numbers) {
      return tuple(Arrays.stream(numbers).mapToObj(String::valueOf).toList());
    }
    if (value instanceof double[] numbers) {
      return tuple(Arrays.stream(numbers).mapToObj(String::valueOf).toList());
    }
    if (value instanceof String[] texts) {
      return tuple(Arrays.stream(texts).map(PythonType::text).toList());
    }
    return String.valueOf(value);
  }

  /** A text in quotes. */
  static String text(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String tuple(List<String> elements) {
    return elements.size() == 1
        ? "(%s,)".formatted(elements.get(0))
        : "(%s)".formatted(String.join(", ", elements));
  }
}
