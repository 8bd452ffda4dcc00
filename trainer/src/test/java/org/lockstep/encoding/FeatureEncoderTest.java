package org.lockstep.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;
import org.lockstep.encoding.curve.InputCurves;

class FeatureEncoderTest {
  private static final float[] LEFT_OUT = {};

  private static float[] encode(FeatureColumn column, RowOf row) {
    List<Double> offset = Collections.nCopies(column.inputs(), 0.0);
    List<Double> divisor = Collections.nCopies(column.inputs(), 1.0);
    FeatureEncoder encoder =
        new FeatureEncoder(List.of(column), new LinearScale(offset, divisor), InputCurves.NONE);
    float[] inputs = new float[column.inputs()];
    return encoder.encode(row, inputs, 0) ? inputs : LEFT_OUT;
  }

  private static NumberColumn numbers(Missing missing) {
    return new NumberColumn("x", "array<double>", 2, missing, List.of(5.0, 7.0));
  }

  private static OneHotColumn words(Unseen unseen, Missing missing) {
    return new OneHotColumn("w", "string", List.of("", "a", "b"), unseen, missing, shares(missing));
  }

  private static List<Double> shares(Missing missing) {
    return missing == Missing.MEAN ? List.of(0.5, 0.25, 0.25) : List.of();
  }

  @Test
  void columnsAreConcatenatedAndScaledInDoublePrecision() {
    FeatureEncoder encoder =
        new FeatureEncoder(
            List.of(NumberColumn.whole("x", "double", 1), words(Unseen.ERROR, Missing.ERROR)),
            new LinearScale(List.of(1e9, 0.0, 0.0, 0.0), List.of(2.0, 1.0, 1.0, 1.0)),
            InputCurves.NONE);
    float[] inputs = {9, 9, 9, 9, 9, 9};

    assertThat(encoder.encode(new RowOf(1e9 + 3, "a"), inputs, 1)).isTrue();

    assertThat(inputs).containsExactly(9, 1.5f, 0, 1, 0, 9);
  }

  @Test
  void aMissingNumberIsAnErrorImputedIndicatedOrSkipsTheRow() {
    RowOf nothing = new RowOf((Object) null);
    RowOf half = new RowOf(new double[] {1, Double.NaN});

    assertThatThrownBy(() -> encode(numbers(Missing.ERROR), nothing))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("column x has no value", "data.missing");
    assertThatThrownBy(() -> encode(numbers(Missing.ERROR), half))
        .isInstanceOf(UserException.class);
    assertThat(encode(numbers(Missing.SKIP), nothing)).isSameAs(LEFT_OUT);
    assertThat(encode(numbers(Missing.SKIP), half)).isSameAs(LEFT_OUT);
    assertThat(encode(numbers(Missing.MEAN), nothing)).containsExactly(5, 7);
    assertThat(encode(numbers(Missing.MEAN), half)).containsExactly(1, 7);
    assertThat(encode(numbers(Missing.INDICATOR), nothing)).containsExactly(5, 7, 1);
    assertThat(encode(numbers(Missing.INDICATOR), half)).containsExactly(1, 7, 1);
    assertThat(encode(numbers(Missing.INDICATOR), new RowOf(new double[] {1, 2})))
        .containsExactly(1, 2, 0);
  }

  @Test
  void anArrayOfAnotherLengthAndAnInfinityAreRefused() {
    assertThatThrownBy(() -> encode(numbers(Missing.MEAN), new RowOf(new double[] {1, 2, 3})))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column x has 3 values; the model was trained on 2");
    assertThatThrownBy(
            () ->
                encode(
                    numbers(Missing.MEAN), new RowOf(new double[] {1, Double.NEGATIVE_INFINITY})))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column x is infinite");
  }

  @Test
  void aCategoryIsOneHotAndNullIsNotTheEmptyString() {
    assertThat(encode(words(Unseen.ERROR, Missing.ERROR), new RowOf(""))).containsExactly(1, 0, 0);
    assertThat(encode(words(Unseen.ERROR, Missing.ERROR), new RowOf("b"))).containsExactly(0, 0, 1);
    RowOf nothing = new RowOf((Object) null);
    assertThat(encode(words(Unseen.ERROR, Missing.INDICATOR), nothing)).containsExactly(0, 0, 0, 1);
    assertThat(encode(words(Unseen.ERROR, Missing.MEAN), nothing))
        .containsExactly(0.5f, 0.25f, 0.25f);
    assertThat(encode(words(Unseen.ERROR, Missing.SKIP), nothing)).isSameAs(LEFT_OUT);
    assertThatThrownBy(() -> encode(words(Unseen.ZERO, Missing.ERROR), nothing))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column w has no value");
  }

  @Test
  void anUnseenCategoryIsAnErrorAllZerosOrSkipsTheRow() {
    RowOf c = new RowOf("c");

    assertThatThrownBy(() -> encode(words(Unseen.ERROR, Missing.ERROR), c))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("column w has the value 'c'", "data.categories.unseen");
    assertThat(encode(words(Unseen.ZERO, Missing.ERROR), c)).containsExactly(0, 0, 0);
    assertThat(encode(words(Unseen.SKIP, Missing.ERROR), c)).isSameAs(LEFT_OUT);
  }

  private static EmbeddedColumn embedded(Unseen unseen, Missing missing) {
    return new EmbeddedColumn("w", "string", List.of("", "a", "b"), 8, unseen, missing);
  }

  @Test
  void anEmbeddedWordIsItsIndexAndUnseenAndMissingWordsHaveOneOfTheirOwn() {
    RowOf nothing = new RowOf((Object) null);
    RowOf c = new RowOf("c");

    assertThat(encode(embedded(Unseen.ERROR, Missing.ERROR), new RowOf(""))).containsExactly(0);
    assertThat(encode(embedded(Unseen.ERROR, Missing.ERROR), new RowOf("b"))).containsExactly(2);
    assertThat(encode(embedded(Unseen.ZERO, Missing.ERROR), c)).containsExactly(3);
    assertThat(encode(embedded(Unseen.ZERO, Missing.INDICATOR), nothing)).containsExactly(4);
    assertThat(encode(embedded(Unseen.ZERO, Missing.MEAN), nothing)).containsExactly(4);
    assertThat(encode(embedded(Unseen.SKIP, Missing.ERROR), c)).isSameAs(LEFT_OUT);
    assertThat(encode(embedded(Unseen.ZERO, Missing.SKIP), nothing)).isSameAs(LEFT_OUT);
    assertThatThrownBy(() -> encode(embedded(Unseen.ERROR, Missing.ERROR), c))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("column w has the value 'c'", "data.categories.unseen");
    assertThatThrownBy(() -> encode(embedded(Unseen.ZERO, Missing.ERROR), nothing))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("column w has no value", "data.categories.missing");
  }

  @Test
  void aHashedStringSetsItsBucket() {
    HashedColumn column = new HashedColumn("w", "string", 8, Missing.INDICATOR, List.of());
    float[] expected = new float[9];
    expected[HashedColumn.bucket("größe", 8)] = 1;

    assertThat(encode(column, new RowOf("größe"))).isEqualTo(expected);
    assertThat(encode(column, new RowOf((Object) null))).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1970-01-01T00:00, 0, 3, 0, 0", // a Thursday
    "1969-12-31T18:00, -0.25, 2, 364, 0.75",
    "2024-02-29T06:00, 19782.25, 3, 59, 0.25"
  })
  void aTimestampIsEncodedAsDaysAndCyclicWeekYearAndDay(
      String time, double days, int dayOfWeek, int dayOfYear, double ofDay) {
    DateColumn column =
        new DateColumn("t", "timestamp", DateEncoding.CYCLIC, Missing.ERROR, List.of());

    float[] inputs = encode(column, new RowOf(LocalDateTime.parse(time)));

    double[] turns = {dayOfWeek / 7.0, dayOfYear / 365.2425, ofDay};
    assertThat(inputs[0]).isEqualTo((float) days);
    for (int i = 0; i < turns.length; i++) {
      assertThat((double) inputs[1 + 2 * i])
          .isCloseTo(Math.sin(2 * Math.PI * turns[i]), within(1e-6));
      assertThat((double) inputs[2 + 2 * i])
          .isCloseTo(Math.cos(2 * Math.PI * turns[i]), within(1e-6));
    }
  }

  @Test
  void aDateHasNoTimeOfDay() {
    DateColumn days = new DateColumn("d", "date", DateEncoding.DAYS, Missing.ERROR, List.of());
    DateColumn cyclic =
        new DateColumn(
            "d", "date", DateEncoding.CYCLIC, Missing.INDICATOR, List.of(1.0, 2.0, 3.0, 4.0, 5.0));

    assertThat(encode(days, new RowOf(LocalDate.of(1970, 1, 11)))).containsExactly(10);
    assertThat(encode(cyclic, new RowOf(LocalDate.of(1970, 1, 11)))).hasSize(6).endsWith(0);
    assertThat(encode(cyclic, new RowOf((Object) null))).containsExactly(1, 2, 3, 4, 5, 1);
  }
}
