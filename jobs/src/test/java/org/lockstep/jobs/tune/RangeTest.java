package org.lockstep.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigOriginFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.OutOfBoundsException;
import org.lockstep.jobs.tune.Range.Scale;

class RangeTest {
  private static final double LAST = Math.nextDown(1.0);

  private static Range range(double min, double max, Scale scale, boolean whole) {
    return new Range(min, max, scale, whole, ConfigOriginFactory.newSimple("here"));
  }

  private static double at(Range range, double u) {
    return ((Number) range.at(u).unwrapped()).doubleValue();
  }

  @ParameterizedTest
  @CsvSource({
    "LINEAR, 0, 0.2",
    "LINEAR, 0.5, 0.5",
    "LINEAR, 0.123456, 0.27407",
    "LOG, 0, 0.2",
    "LOG, 0.5, 0.4",
    "LOG, 0.123456, 0.23733"
  })
  void aNumberIsSpreadEvenlyOnItsScaleAndRoundedToFiveDigits(
      Scale scale, double u, double expected) {
    assertThat(at(range(0.2, 0.8, scale, false), u)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.123456789, 0.987654321", "1e-9, 1.00000049", "-3.14159265, 2.71828183"})
  void roundedValuesStayInTheRange(double min, double max) {
    Range range = range(min, max, Scale.LINEAR, false);

    assertThat(at(range, 0)).isEqualTo(Math.max(min, at(range, 0)));
    assertThat(at(range, LAST)).isBetween(min, max);
  }

  @Test
  void wholeNumbersAreEquallyLikelyBothEndsIncluded() {
    Range dice = range(1, 6, Scale.LINEAR, true);

    int[] counts = new int[7];
    IntStream.range(0, 600).forEach(i -> counts[(int) at(dice, i / 600.0)]++);

    assertThat(counts).containsExactly(0, 100, 100, 100, 100, 100, 100);
    assertThat(at(dice, LAST)).isEqualTo(6);
  }

  @Test
  void wholeNumbersOnALogScaleAreEquallyLikelyInEachDoubling() {
    Range sizes = range(16, 127, Scale.LOG, true);

    long small = IntStream.range(0, 900).filter(i -> at(sizes, i / 900.0) < 32).count();
    long large = IntStream.range(0, 900).filter(i -> at(sizes, i / 900.0) >= 64).count();

    assertThat(small).isBetween(299L, 301L);
    assertThat(large).isBetween(299L, 301L);
    assertThat(sizes.at(0.5).unwrapped()).hasToString("45");
  }

  @Test
  void aDrawnValueHasTheOriginOfItsRange() {
    assertThat(range(0, 1, Scale.LINEAR, false).at(0.5).origin().description()).isEqualTo("here");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, LINEAR, false, max, it must be greater than min",
    "0, 1, LOG, false, min, a log scale begins above 0",
    "1, 2.5, LINEAR, true, whole, both min and max must be whole numbers then"
  })
  void anInvalidRangeIsRefused(
      double min, double max, Scale scale, boolean whole, String name, String rule) {
    assertThatThrownBy(() -> range(min, max, scale, whole))
        .isInstanceOfSatisfying(
            OutOfBoundsException.class,
            e -> {
              assertThat(e.name()).isEqualTo(name);
              assertThat(e.rule()).isEqualTo(rule);
            });
  }
}
