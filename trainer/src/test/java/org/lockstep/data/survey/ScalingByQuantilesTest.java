package org.lockstep.data.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.curve.NormalQuantile;
import org.lockstep.encoding.curve.QuantileCurve;

/** Scales fitted by quantiles, compared with scikit-learn's in {@code scaling.json}. */
class ScalingByQuantilesTest {
  private static final JsonNode SCIKIT = read();

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(
            ScalingByQuantilesTest.class.getResourceAsStream("/scaling/scaling.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] numbers(JsonNode list) {
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i).doubleValue();
    }
    return numbers;
  }

  private static ElementStatistics surveyed(double... numbers) {
    ElementStatistics place = new ElementStatistics(new NumberHistogram(NumberHistogram.MOST));
    DoubleStream.of(numbers).forEach(x -> place.add(x, x));
    return place;
  }

  private static InputScales scales(Scaling scaling, double... numbers) {
    InputScales scales = new InputScales(Optional.empty());
    scales.add(scaling, surveyed(numbers));
    return scales;
  }

  @ParameterizedTest
  @ValueSource(strings = {"normal", "heavy", "counts", "skewed", "short"})
  void medianAndRangeOfTheQuartilesAreThoseOfRobustScaler(String name) {
    JsonNode column = SCIKIT.get("columns").get(name);
    var scale = scales(Scaling.ROBUST, numbers(column.get("x"))).linear();

    assertThat(scale.offset().get(0))
        .isCloseTo(
            column.get("median").doubleValue(),
            within(1e-12 * (1 + Math.abs(scale.offset().get(0)))));
    assertThat(scale.divisor().get(0))
        .isCloseTo(column.get("range").doubleValue(), within(1e-12 * scale.divisor().get(0)));
  }

  /**
   * Where no number is the smallest or largest more than once; the tables have N of 1,031 places.
   */
  @ParameterizedTest
  @ValueSource(strings = {"normal", "heavy", "skewed", "short"})
  void numbersBecomeThoseOfQuantileTransformer(String name) {
    JsonNode column = SCIKIT.get("columns").get(name);
    double[] x = numbers(column.get("x"));
    QuantileCurve curve = new QuantileCurve(scales(Scaling.QUANTILE, x).curves().quantilesOf(0));

    assertNormal(curve, x, numbers(column.get("normal")));
    assertNormal(curve, numbers(column.get("new")), numbers(column.get("newNormal")));
  }

  private static void assertNormal(QuantileCurve curve, double[] x, double[] expected) {
    for (int i = 0; i < x.length; i++) {
      assertThat(curve.of(x[i])).as("of %s", x[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void numbersThatOccurOftenBecomeThoseOfQuantileTransformerButAtTheEnds() {
    JsonNode column = SCIKIT.get("columns").get("counts");
    double[] x = numbers(column.get("x"));
    double[] expected = numbers(column.get("normal"));
    QuantileCurve curve = new QuantileCurve(scales(Scaling.QUANTILE, x).curves().quantilesOf(0));

    int ends = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] == 0) {
        ends++;
        assertThat(expected[i]).isLessThan(-5);
        assertThat(curve.of(0)).as("the middle of the ranks of 0").isBetween(-2.5, -1.5);
      } else {
        assertThat(curve.of(x[i])).as("of %s", x[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
    assertThat(ends).isGreaterThan(20);
  }

  @Test
  void quantilesOfTheNormalDistributionAreThoseOfScipy() {
    double[] shares = numbers(SCIKIT.get("shares"));
    double[] expected = numbers(SCIKIT.get("quantiles"));

    for (int i = 0; i < shares.length; i++) {
      assertThat(NormalQuantile.of(shares[i]))
          .as("of %s", shares[i])
          .isCloseTo(expected[i], within(1e-14 * Math.max(0.1, Math.abs(expected[i]))));
    }
    assertThat(NormalQuantile.of(0)).isEqualTo(NormalQuantile.of(1e-7));
    assertThat(NormalQuantile.of(1)).isEqualTo(NormalQuantile.of(1 - 1e-7));
  }

  @Test
  void equalQuartilesAreReplacedByHalfTheRangeAndAConstantBecomes0() {
    var mostlyZero = scales(Scaling.ROBUST, 0, 0, 0, 0, 0, 0, 0, 8).linear();
    var constant = scales(Scaling.ROBUST, 3, 3, 3).linear();

    assertThat(mostlyZero.offset()).containsExactly(0.0);
    assertThat(mostlyZero.divisor()).containsExactly(4.0);
    assertThat(constant.offset()).containsExactly(3.0);
    assertThat((float) ((1e30 - 3) / constant.divisor().get(0))).isZero();
    assertThat(new QuantileCurve(scales(Scaling.QUANTILE, 3, 3, 3).curves().quantilesOf(0)).of(3))
        .isZero();
    assertThat(new QuantileCurve(scales(Scaling.QUANTILE, 3).curves().quantilesOf(0)).of(3))
        .isZero();
  }
}
