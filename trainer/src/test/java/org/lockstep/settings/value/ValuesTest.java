package org.lockstep.settings.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.OutOfBoundsException;

/** The values that each type accepts, their parsed form, and the messages for all others. */
class ValuesTest {
  private static final ValueType<String> WORD =
      Values.oneOf(List.of("adam", "adamw", "sgd"), word -> word);

  static List<Arguments> taken() {
    ValueType<Double> positive = Values.number(Bound.POSITIVE, "0.1");
    return List.of(
        Arguments.of(Values.flag(), "true", true),
        Arguments.of(Values.flag(), "no", false),
        Arguments.of(Values.text(), "a b", "a b"),
        Arguments.of(Values.wholeNumber(1), "7", 7),
        Arguments.of(Values.wholeNumber(1), "1e3", 1000),
        Arguments.of(Values.wholeNumber(1), " 7.0 ", 7),
        Arguments.of(Values.wholeNumber(-3, 3), "-3", -3),
        Arguments.of(Values.wholeNumber(1), "2147483647", Integer.MAX_VALUE),
        Arguments.of(Values.count(), "9223372036854775807", Long.MAX_VALUE),
        Arguments.of(Values.longNumber(), "-9223372036854775808", Long.MIN_VALUE),
        Arguments.of(Values.wholeNumberOrAuto(1, 9), "auto", OptionalInt.empty()),
        Arguments.of(Values.wholeNumberOrAuto(1, 9), "9", OptionalInt.of(9)),
        Arguments.of(Values.wholeNumbers(1), List.of("16", "8"), List.of(16, 8)),
        Arguments.of(Values.wholeNumbers(1), List.of(), List.of()),
        Arguments.of(positive, "1e-3", 0.001),
        Arguments.of(positive, "5", 5.0),
        Arguments.of(Values.numbers(Bound.POSITIVE, "[1]"), List.of("1", "0.5"), List.of(1.0, 0.5)),
        Arguments.of(Values.numbers(Bound.POSITIVE, "[1]"), "0.5", List.of(0.5)),
        Arguments.of(Values.names(), "a", List.of("a")),
        Arguments.of(Values.names(), List.of("b", "a"), List.of("b", "a")),
        Arguments.of(WORD, "adamw", "adamw"));
  }

  @ParameterizedTest
  @MethodSource("taken")
  <T> void aPlainValueIsParsedByItsType(ValueType<T> type, Object plain, T value) {
    assertThat(type.parse(plain)).isEqualTo(value);
    assertThatCode(() -> type.check("it", value)).doesNotThrowAnyException();
  }

  static List<Arguments> refused() {
    ValueType<Double> positive = Values.number(Bound.POSITIVE, "0.1");
    ValueType<Integer> least = Values.wholeNumber(1);
    String positiveRule = "it must be a number greater than 0, such as 0.1";
    return List.of(
        Arguments.of(Values.flag(), "perhaps", "it must be true or false"),
        Arguments.of(Values.flag(), "1", "it must be true or false"),
        Arguments.of(Values.flag(), List.of("true"), "it must be true or false"),
        Arguments.of(Values.text(), " ", "it must be text that is not empty"),
        Arguments.of(Values.text(), List.of("a"), "it must be text that is not empty"),
        Arguments.of(Values.text(), Map.of("a", "b"), "it must be text that is not empty"),
        Arguments.of(least, "0", "it must be a whole number, 1 or more"),
        Arguments.of(least, "2.5", "it must be a whole number, 1 or more"),
        Arguments.of(least, "2147483648", "it must be a whole number, 1 or more"),
        Arguments.of(least, "1e999999999", "it must be a whole number, 1 or more"),
        Arguments.of(least, "many", "it must be a whole number, 1 or more"),
        Arguments.of(least, List.of("3"), "it must be a whole number, 1 or more"),
        Arguments.of(
            Values.wholeNumber(0, 65536), "65537", "it must be a whole number from 0 to 65,536"),
        Arguments.of(Values.count(), "0", "it must be a whole number, 1 or more"),
        Arguments.of(Values.longNumber(), "9223372036854775808", "a whole number of 64 bits"),
        Arguments.of(Values.longNumber(), "1.5", "a whole number of 64 bits"),
        Arguments.of(Values.wholeNumberOrAuto(1, 9), "10", "auto or a whole number from 1 to 9"),
        Arguments.of(Values.wholeNumberOrAuto(1, 9), "Auto", "auto or a whole number from 1 to 9"),
        Arguments.of(Values.wholeNumbers(1), "16", "it must be a list of whole numbers, such as"),
        Arguments.of(Values.wholeNumbers(1), List.of("16", "-2"), "-2 must be a whole number, 1"),
        Arguments.of(Values.wholeNumbers(0), List.of("0.5"), "0.5 must be a whole number, 0"),
        Arguments.of(positive, "0", positiveRule),
        Arguments.of(positive, "1e999", positiveRule),
        Arguments.of(positive, "NaN", positiveRule),
        Arguments.of(positive, "0,1", positiveRule),
        Arguments.of(Values.number(Bound.DECAY, "0.9"), "x", "it must be a number, such as 0.9"),
        Arguments.of(Values.number(Bound.FINITE, "0.9"), "x", "it must be a number, such as 0.9"),
        Arguments.of(Values.numbers(Bound.POSITIVE, "[1]"), List.of("1", "0"), "greater than 0"),
        Arguments.of(Values.numbers(Bound.POSITIVE, "[1]"), List.of(), "greater than 0"),
        Arguments.of(Values.names(), List.of("a", "b", "a"), "it names a twice"),
        Arguments.of(Values.names(), "", "the name of a column or a list of names"),
        Arguments.of(Values.names(), List.of(List.of("a")), "a list of names"),
        Arguments.of(WORD, "adm", "it must be one of adam, adamw, sgd; the nearest is adam"),
        Arguments.of(WORD, "SGD", "the nearest is sgd"),
        Arguments.of(Values.oneOf(List.of("none"), w -> w), "any", "the only choice is none"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void anInvalidValueIsRefusedWithTheRule(ValueType<?> type, Object plain, String rule) {
    assertThatThrownBy(() -> type.parse(plain))
        .isInstanceOf(WrongValueException.class)
        .extracting(e -> ((WrongValueException) e).rule())
        .asString()
        .contains(rule);
  }

  static List<Arguments> bounds() {
    double nan = Double.NaN;
    double infinite = Double.POSITIVE_INFINITY;
    return List.of(
        Arguments.of(Bound.FINITE, List.of(-1e300, 0.0, 1e300), List.of(nan, infinite, -infinite)),
        Arguments.of(
            Bound.POSITIVE, List.of(Double.MIN_VALUE, 9.0), List.of(0.0, -1.0, nan, infinite)),
        Arguments.of(Bound.NOT_NEGATIVE, List.of(0.0, 9.0), List.of(-1e-9, nan, infinite)),
        Arguments.of(Bound.EPSILON, List.of(1e-37, 1.0), List.of(0.0, 9e-38, nan, infinite)),
        Arguments.of(Bound.DECAY, List.of(0.0, 0.999), List.of(-0.1, 1.0, nan, infinite)),
        Arguments.of(Bound.PART, List.of(0.0, 0.999), List.of(-0.1, 1.0, nan, infinite)),
        Arguments.of(Bound.SHARE, List.of(0.0, 1.0), List.of(-0.1, 1.1, nan, infinite)),
        Arguments.of(Bound.BETWEEN, List.of(1e-9, 0.999), List.of(0.0, 1.0, nan, infinite)));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void aBoundAppliesToTextAndToNumbers(Bound bound, List<Double> inside, List<Double> outside) {
    ValueType<Double> type = Values.number(bound, "0.5");

    for (double number : inside) {
      assertThat(type.parse(String.valueOf(number))).isEqualTo(number);
      assertThatCode(() -> type.check("rate", number)).doesNotThrowAnyException();
    }
    for (double number : outside) {
      assertThatThrownBy(() -> type.parse(String.valueOf(number)))
          .isInstanceOf(WrongValueException.class);
      assertThatThrownBy(() -> type.check("rate", number))
          .isInstanceOf(OutOfBoundsException.class)
          .hasMessage("rate is %s; it must be %s", number, bound.rule());
    }
  }

  @Test
  void aListIsCheckedElementByElement() {
    assertThatThrownBy(() -> Values.wholeNumbers(1).check("hidden", List.of(3, 0)))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessage("hidden is [3, 0]; it must be a list, each of it a whole number, 1 or more");
    assertThatThrownBy(() -> Values.wholeNumberOrAuto(1, 9).check("lanes", OptionalInt.of(0)))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessageContaining("auto or a whole number from 1 to 9");
  }
}
