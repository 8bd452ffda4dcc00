package org.lockstep.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.UserException;

class TransformedNumbersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "LOG1P, 0, 0",
    "LOG1P, 1.718281828459045, 1",
    "LOG1P, -0.5, -0.6931471805599453",
    "LOG1P, 1e-12, 1e-12",
    "SQRT, 2.25, 1.5",
    "SQRT, 0, 0",
    "NONE, -7, -7"
  })
  void aTransformAndItsInverseAreThoseOfTheTextbook(Transform transform, double x, double y) {
    assertThat(transform.takes(x)).isTrue();
    assertThat(transform.of(x)).isCloseTo(y, within(1e-12 * Math.max(1e-10, Math.abs(y))));
    assertThat(transform.inverse(y)).isCloseTo(x, within(1e-12 * Math.max(1e-10, Math.abs(x))));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"LOG1P, -1", "LOG1P, -1.5", "SQRT, -1e-300", "SQRT, -4"})
  void whatATransformIsNotDefinedForIsOneLineThatNamesTheColumn(Transform transform, double x) {
    NumberColumn column =
        new NumberColumn("price", "double", 1, Missing.MEAN, List.of(1.0), transform);

    assertThat(transform.takes(x)).isFalse();
    assertThatThrownBy(() -> encoded(column, x))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(
            "column price is " + x, transform.settingsName(), transform.domain(), "data.columns");
  }

  @Test
  void numbersAreTransformedOneByOneAndMissingOnesTakeTheTransformedMean() {
    NumberColumn column =
        new NumberColumn(
            "v", "array<double>", 2, Missing.INDICATOR, List.of(0.25, 0.5), Transform.SQRT);

    assertThat(encoded(column, 9, 16)).containsExactly(3, 4, 0);
    assertThat(encoded(column, Double.NaN, 16)).containsExactly(0.25, 4, 1);
    assertThat(encoded((NumberColumn) column.renamed("w"), 9, 16)).containsExactly(3, 4, 0);
  }

  private static double[] encoded(NumberColumn column, double... numbers) {
    double[] inputs = new double[column.inputs()];
    column.encoder().encode(new Numbers(numbers), 0, inputs, 0);
    return inputs;
  }

  @Test
  void predictionsAreBackInTheUnitsOfTheData() {
    LinearScale scale = new LinearScale(List.of(3.0), List.of(2.0));
    TargetEncoding.Numbers target =
        new TargetEncoding.Numbers(
            List.of("y"), scale, List.of(), MissingLabel.ERROR, Transform.LOG1P);

    assertThat(target.unscaled(0, 0.5f)).isEqualTo(StrictMath.expm1(4));
    assertThat(target.metricScale().divisor()).containsExactly(1.0);
    assertThat(target.with(MissingLabel.SKIP)).extracting("transform").isEqualTo(Transform.LOG1P);
  }

  /** What models of before have, so that their bytes stay the same. */
  @Test
  void aColumnThatIsNotTransformedIsWrittenAsBefore() throws Exception {
    assertThat(JSON.writeValueAsString(NumberColumn.whole("x", "int", 1)))
        .doesNotContain("transform");
    assertThat(
            JSON.writeValueAsString(
                new TargetEncoding.Numbers(
                    List.of("y"), new LinearScale(List.of(0.0), List.of(1.0)))))
        .doesNotContain("transform", "metricScale");
  }

  @ParameterizedTest
  @EnumSource
  void columnsAreReadAsTheyWereWritten(Transform transform) throws Exception {
    FeatureColumn column = new NumberColumn("x", "int", 1, Missing.MEAN, List.of(1.5), transform);

    assertThat(JSON.readValue(JSON.writeValueAsString(column), FeatureColumn.class))
        .isEqualTo(column);
  }

  /** A row of one column of numbers. */
  private record Numbers(double... values) implements RowValues {
    @Override
    public boolean isMissing(int column) {
      return false;
    }

    @Override
    public int width(int column) {
      return values.length;
    }

    @Override
    public void numbers(int column, double[] to, int from) {
      System.arraycopy(values, 0, to, from, values.length);
    }

    @Override
    public String text(int column) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long epochDay(int column) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long microsecondOfDay(int column) {
      throw new UnsupportedOperationException();
    }
  }
}
