package org.lockstep.settings.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;

/** The types that settings have in common. */
public final class Values {
  // A number with more digits is outside every range here, and costs memory to write out.
  private static final int MOST_DIGITS = 20;

  private static final String NUMBER = "a number";

  private Values() {}

  /** True or false. */
  public static ValueType<Boolean> flag() {
    return any(
        Shape.FLAG,
        "true or false",
        "true",
        plain ->
            switch (Plain.text(plain)) {
              case "true", "yes", "on" -> true;
              case "false", "no", "off" -> false;
              default -> throw new WrongValueException("it must be true or false");
            });
  }

  /** Text that is not empty. */
  public static ValueType<String> text() {
    return any(
        Shape.TEXT,
        "text that is not empty",
        "first",
        plain -> {
          if (!Plain.isText(plain) || Plain.text(plain).isBlank()) {
            throw new WrongValueException("it must be text that is not empty");
          }
          return Plain.text(plain);
        });
  }

  /** A whole number of 32 bits, at least {@code least}. */
  public static ValueType<Integer> wholeNumber(int least) {
    return wholeNumber(least, Integer.MAX_VALUE, "a whole number, %d or more".formatted(least));
  }

  /** A whole number from {@code least} to {@code most}. */
  public static ValueType<Integer> wholeNumber(int least, int most) {
    return wholeNumber(least, most, "a whole number from %d to %,d".formatted(least, most));
  }

  private static ValueType<Integer> wholeNumber(int least, int most, String rule) {
    return new ValueType<>(
        Shape.WHOLE_NUMBER,
        rule,
        String.valueOf(least),
        plain -> (int) whole(plain, n -> n >= least && n <= most, rule),
        n -> n >= least && n <= most);
  }

  /** A count that may be greater than 32 bits hold, at least 1. */
  public static ValueType<Long> count() {
    String rule = "a whole number, 1 or more";
    return new ValueType<>(
        Shape.LONG_NUMBER, rule, "500", plain -> whole(plain, n -> n >= 1, rule), n -> n >= 1);
  }

  /** Any whole number of 64 bits. */
  public static ValueType<Long> longNumber() {
    String rule = "a whole number of 64 bits";
    return any(Shape.LONG_NUMBER, rule, "1", plain -> whole(plain, n -> true, rule));
  }

  /** A whole number from {@code least} to {@code most}, or empty for the word auto. */
  public static ValueType<OptionalInt> wholeNumberOrAuto(int least, int most) {
    String rule = "auto or a whole number from %d to %d".formatted(least, most);
    return new ValueType<>(
        Shape.WHOLE_NUMBER,
        rule,
        "auto",
        plain ->
            Plain.text(plain).equals("auto")
                ? OptionalInt.empty()
                : OptionalInt.of((int) whole(plain, n -> n >= least && n <= most, rule)),
        n -> n.isEmpty() || (n.getAsInt() >= least && n.getAsInt() <= most));
  }

  /** A list of whole numbers, each at least {@code least}; may be empty. */
  public static ValueType<List<Integer>> wholeNumbers(int least) {
    String each = "a whole number, %d or more".formatted(least);
    return new ValueType<>(
        Shape.WHOLE_NUMBERS,
        "a list, each of it " + each,
        "[16, 8]",
        plain -> {
          if (!(plain instanceof List<?> elements)) {
            throw new WrongValueException("it must be a list of whole numbers, such as [16, 8]");
          }
          List<Integer> numbers = new ArrayList<>();
          for (Object element : elements) {
            OptionalLong number = whole(element);
            if (number.isEmpty()
                || number.getAsLong() < least
                || number.getAsLong() > Integer.MAX_VALUE) {
              throw new WrongValueException("%s must be %s".formatted(Plain.text(element), each));
            }
            numbers.add((int) number.getAsLong());
          }
          return List.copyOf(numbers);
        },
        numbers -> numbers.stream().allMatch(n -> n >= least));
  }

  /**
   * A number within a bound.
   *
   * @param example such as {@code 0.1}
   */
  public static ValueType<Double> number(Bound bound, String example) {
    return new ValueType<>(
        Shape.NUMBER,
        bound.rule(),
        example,
        plain -> {
          double number =
              number(plain)
                  .orElseThrow(
                      () ->
                          new WrongValueException(
                              "it must be %s, such as %s"
                                  .formatted(
                                      bound.rule().startsWith(NUMBER) ? bound.rule() : NUMBER,
                                      example)));
          if (!bound.holds().test(number)) {
            throw new WrongValueException(
                "it must be %s, such as %s".formatted(bound.rule(), example));
          }
          return number;
        },
        bound.holds()::test);
  }

  /** Numbers within a bound, at least one of them; a number alone is a list of one. */
  public static ValueType<List<Double>> numbers(Bound bound, String example) {
    ValueType<Double> each = number(bound, "0.9");
    return new ValueType<>(
        Shape.NUMBERS,
        "numbers, each " + bound.rule(),
        example,
        plain ->
            Plain.elements(plain).stream().map(element -> each.parse((Object) element)).toList(),
        numbers -> !numbers.isEmpty() && numbers.stream().allMatch(each.holds()));
  }

  /** The name of a column, or a list of names, none of them empty and none twice. */
  public static ValueType<List<String>> names() {
    return any(
        Shape.TEXTS,
        "the name of a column or a list of names",
        "[age, site]",
        plain -> {
          List<String> names = new ArrayList<>();
          Set<String> seen = new HashSet<>();
          for (Object element : Plain.elements(plain)) {
            if (!Plain.isText(element) || Plain.text(element).isEmpty()) {
              throw new WrongValueException("it must be the name of a column or a list of names");
            }
            String name = Plain.text(element);
            if (!seen.add(name)) {
              throw new WrongValueException(
                  "it names %s twice; name every column once".formatted(name));
            }
            names.add(name);
          }
          return List.copyOf(names);
        });
  }

  /**
   * One of several words.
   *
   * @param allowed the values to choose from
   * @param settingsName the word for each
   */
  public static <T> ValueType<T> oneOf(List<T> allowed, Function<T, String> settingsName) {
    List<String> words = allowed.stream().map(settingsName).toList();
    return any(
        Shape.TEXT,
        "one of " + String.join(", ", words),
        words.get(0),
        plain -> {
          int place = words.indexOf(Plain.text(plain));
          if (place < 0) {
            throw new WrongValueException(choices(Plain.text(plain), words));
          }
          return allowed.get(place);
        });
  }

  /** A list, possibly empty; a value alone is a list of one. */
  public static <T> ValueType<List<T>> listOf(ValueType<T> each) {
    return any(
        Shape.TEXTS,
        "a list, each of it " + each.rule(),
        "[%s]".formatted(each.example()),
        plain ->
            Plain.elements(plain).stream().map(element -> each.parse((Object) element)).toList());
  }

  private static String choices(String word, List<String> words) {
    return words.size() == 1
        ? "the only choice is " + words.get(0)
        : "it must be one of %s; the nearest is %s"
            .formatted(String.join(", ", words), NearestName.of(word, words));
  }

  /** A type without bounds beside what its parser checks. */
  public static <T> ValueType<T> any(
      Shape shape, String rule, String example, Function<Object, T> parser) {
    return new ValueType<>(shape, rule, example, parser, value -> true);
  }

  /** The number that a plain value is; empty if it is something else, such as a path. */
  public static Optional<Double> number(Object plain) {
    try {
      return Optional.of(new BigDecimal(Plain.text(plain).strip()).doubleValue());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The block that a text is in JSON, as where there is no HOCON, such as a parameter of Spark ML;
   * empty if it is none.
   */
  public static Optional<Map<?, ?>> jsonBlock(String text) {
    try {
      return Optional.of(new ObjectMapper().readValue(text, Map.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * A plain value, of which a text in braces is read as a JSON block.
   *
   * @param rule what a text in braces must be, as a clause
   */
  public static Object withBlock(Object plain, String rule) {
    return plain instanceof String text && text.strip().startsWith("{")
        ? jsonBlock(text).orElseThrow(() -> new WrongValueException(rule))
        : plain;
  }

  private static long whole(Object plain, LongPredicate inside, String rule) {
    OptionalLong number = whole(plain);
    if (number.isEmpty() || !inside.test(number.getAsLong())) {
      throw new WrongValueException("it must be " + rule);
    }
    return number.getAsLong();
  }

  private static OptionalLong whole(Object plain) {
    try {
      BigDecimal number = new BigDecimal(Plain.text(plain).strip());
      return number.precision() - number.scale() <= MOST_DIGITS
          ? OptionalLong.of(number.longValueExact())
          : OptionalLong.empty();
    } catch (NumberFormatException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
