package org.lockstep.encoding.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;

class InputCurvesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LinearScale ONE = new LinearScale(List.of(0.0), List.of(1.0));

  @ParameterizedTest(name = "{0} within {1}")
  @CsvSource({
    "0, 3, 0",
    "3, 3, 2.121320343559643", // 3 / √2
    "-4, 3, -2.4", // 4 / √(1 + 16/9)
    "0.01, 3, 0.009999944444907",
    "1e99, 3, 3",
    "1e300, 3, 3",
    "-1.7e308, 0.5, -0.5"
  })
  void aSmoothClipIsThatOfThePaper(double z, double bound, double expected) {
    assertThat(SmoothClip.of(z, bound)).isCloseTo(expected, within(1e-14));
  }

  @Test
  void sharesAreInterpolatedBetweenQuantilesAndEqualOnesHaveTheMeanOfTheirPlaces() {
    QuantileCurve curve = new QuantileCurve(List.of(-1.0, 0.0, 0.0, 0.0, 4.0));

    assertThat(curve.of(0)).as("places 1 to 3 of 0 to 4").isZero();
    assertThat(curve.of(-0.5)).isEqualTo(NormalQuantile.of(0.125));
    assertThat(curve.of(1)).isEqualTo(NormalQuantile.of(0.75 + 0.25 / 4));
    assertThat(curve.of(-9)).isEqualTo(curve.of(-1)).isEqualTo(NormalQuantile.of(0));
    assertThat(curve.of(9)).isEqualTo(NormalQuantile.of(1));
  }

  @Test
  void anEncodingWithoutCurvesIsWrittenAsBeforeAndReadAsItWas() throws Exception {
    TargetEncoding target = new TargetEncoding.Numbers(List.of("y"), ONE);
    Encoding plain = new Encoding(List.of(NumberColumn.whole("x", "int", 1)), ONE, target);

    String json = JSON.writeValueAsString(plain);

    assertThat(json).doesNotContain("curves", "range", "null");
    assertThat(JSON.readValue(json, Encoding.class)).isEqualTo(plain);
    assertThat(plain.curves().isNone()).isTrue();
  }

  @Test
  void anEncodingWithCurvesAndARangeIsReadAsItWasWritten() throws Exception {
    TargetEncoding target =
        new TargetEncoding.Numbers(List.of("y"), ONE, List.of(), MissingLabel.SKIP, Transform.LOG1P)
            .within(new PredictionRange(List.of(0.1), List.of(1e9)));
    Encoding encoding =
        new Encoding(
            List.of(NumberColumn.whole("x", "array<int>", 2)),
            new LinearScale(List.of(0.0, 1.0), List.of(1.0, 3.0)),
            target,
            new InputCurves(List.of(List.of(1.0, 2.0, 2.0), List.of()), List.of(0.0, 2.5)));

    Encoding read = JSON.readValue(JSON.writeValueAsString(encoding), Encoding.class);

    assertThat(read).isEqualTo(encoding);
    read.requireSound(2, 1);
    assertThat(read.curves().slice(1, 2)).isEqualTo(new InputCurves(List.of(), List.of(2.5)));
    assertThat(read.curves().slice(0, 1).smoothClip()).isEmpty();
  }

  @Test
  void curvesThatDoNotFitAreRefused() {
    List<Double> nan = List.of(1.0, Double.NaN);
    assertRefused(new InputCurves(List.of(List.of(1.0)), List.of()), "1 and 0 inputs, not of 2");
    assertRefused(new InputCurves(List.of(), List.of(3.0)), "0 and 1 inputs, not of 2");
    assertRefused(
        new InputCurves(List.of(List.of(), List.of(2.0, 1.0)), List.of()), "1.0 stands behind 2.0");
    assertRefused(new InputCurves(List.of(List.of(), nan), List.of()), "NaN stands behind 1.0");
    assertRefused(new InputCurves(List.of(), List.of(0.0, -1.0)), "smooth clip of input 1 is -1.0");
    assertThatThrownBy(() -> new PredictionRange(List.of(2.0), List.of(1.0)).requireSound(1))
        .hasMessageContaining("clipped to 2.0 ... 1.0");
    assertThatThrownBy(() -> new PredictionRange(List.of(), List.of(1.0)).requireSound(1))
        .hasMessageContaining("0 and 1 ends");
  }

  private static void assertRefused(InputCurves curves, String message) {
    assertThatThrownBy(() -> curves.requireSound(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
