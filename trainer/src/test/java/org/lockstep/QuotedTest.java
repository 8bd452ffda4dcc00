package org.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"north", "Iris setosa", "Süd", "größe", "名前", "да", "x-1", "a/b", "3rd", "50%"})
  void anUnambiguousStringIsNotQuoted(String word) {
    assertThat(Quoted.of(word)).isEqualTo(word);
    assertThat(Quoted.always(word)).isEqualTo("'" + word + "'");
  }

  static Stream<Arguments> misread() {
    return Stream.of(
        Arguments.of("", "\"\""),
        Arguments.of(" ", "\" \""),
        Arguments.of("north ", "\"north \""),
        Arguments.of(" north", "\" north\""),
        Arguments.of("a  b", "\"a  b\""),
        Arguments.of("a\tb", "\"a\\tb\""),
        Arguments.of("a\nb", "\"a\\nb\""),
        Arguments.of("a\rb", "\"a\\rb\""),
        Arguments.of("a\0b", "\"a\\u0000b\""),
        Arguments.of("a\u00a0b", "\"a\\u00a0b\""),
        Arguments.of("north\u00a0", "\"north\\u00a0\""),
        Arguments.of("nor\u200bth", "\"nor\\u200bth\""),
        Arguments.of("nor\u00adth", "\"nor\\u00adth\""),
        Arguments.of("\ufeffnorth", "\"\\ufeffnorth\""),
        Arguments.of("\u202enorth", "\"\\u202enorth\""),
        Arguments.of("n\u043erth", "\"n\\u043erth\""),
        Arguments.of("\u0391lpha", "\"\\u0391lpha\""),
        Arguments.of("Su\u0308d", "\"Su\\u0308d\""),
        Arguments.of("\ue000", "\"\\ue000\""),
        Arguments.of("a, b", "\"a, b\""),
        Arguments.of("a: b", "\"a: b\""),
        Arguments.of("\"a\"", "\"\\\"a\\\"\""),
        Arguments.of("a\\nb", "\"a\\\\nb\""),
        Arguments.of("1", "\"1\""),
        Arguments.of("-2.5e3", "\"-2.5e3\""),
        Arguments.of("NaN", "\"NaN\""),
        Arguments.of("null", "\"null\""),
        Arguments.of("True", "\"True\""));
  }

  @ParameterizedTest
  @MethodSource("misread")
  void anAmbiguousStringIsQuoted(String word, String quoted) {
    assertThat(Quoted.of(word)).isEqualTo(quoted);
    assertThat(Quoted.always(word)).isEqualTo(quoted);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1L << 53})
  void numbersAndBooleansAreNotQuoted(long number) {
    assertThat(Quoted.of(number)).isEqualTo(String.valueOf(number));
    assertThat(Quoted.of(number == 0)).isEqualTo(String.valueOf(number == 0));
  }

  @Test
  void aLongListIsTruncated() {
    assertThat(Quoted.list(List.of("a", "a ", ""))).isEqualTo("[a, \"a \", \"\"]");
    assertThat(Quoted.list(IntStream.range(0, 12).boxed().toList()))
        .isEqualTo("[0, 1, 2, 3, 4, ..., 11]");
  }
}
