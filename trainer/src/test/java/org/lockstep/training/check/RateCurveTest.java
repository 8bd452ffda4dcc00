package org.lockstep.training.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lockstep.training.check.RateCurve.Point;

class RateCurveTest {
  private static RateCurve curve(double... losses) {
    return new RateCurve(
        IntStream.range(0, losses.length)
            .mapToObj(k -> new Point(1e-3 * Math.pow(10, k), losses[k]))
            .toList());
  }

  @Test
  void theAverageIsWithoutBiasAtTheStart() {
    List<Double> smoothed = curve(4, 2, 1).smoothed();

    assertThat(smoothed.get(0)).isCloseTo(4, within(1e-12));
    assertThat(smoothed.get(1)).isCloseTo((0.09 * 4 + 0.1 * 2) / 0.19, within(1e-12));
    assertThat(smoothed.get(2)).isCloseTo((0.081 * 4 + 0.09 * 2 + 0.1) / 0.271, within(1e-12));
    assertThat(curve(3, 3, 3, 3).smoothed()).allMatch(value -> Math.abs(value - 3) < 1e-12);
  }

  @Test
  void theSuggestionIsATenthOfTheRateOfTheLeastLoss() {
    RateCurve curve = curve(4, 2, 1, 9, 50);

    assertThat(curve.leastAt()).isEqualTo(2);
    assertThat(curve.suggestion()).hasValue(0.01);
    assertThat(new RateCurve(List.of(new Point(1, 3), new Point(1.2345, 1))).suggestion())
        .hasValue(0.12);
  }

  @Test
  void aLossThatDoesNotFallGivesNoSuggestion() {
    assertThat(curve(3, 3, 3).suggestion()).isEmpty();
    assertThat(curve(3, 2.95, 4).suggestion()).isEmpty();
    assertThat(curve().suggestion()).isEmpty();
  }

  @Test
  void aRiseIsMeasuredFromTheLeast() {
    assertThat(curve(4, 1).hasRisenBy(4)).isFalse();
    assertThat(curve(4, 1, 1e3).hasRisenBy(4)).isTrue();
    assertThat(curve(1, 30).hasRisenBy(20)).isFalse();
  }
}
