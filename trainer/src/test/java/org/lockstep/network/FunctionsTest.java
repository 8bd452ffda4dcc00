package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {
  /** Over all magnitudes of doubles, both signs, and densely where the functions are curved. */
  private static void assertSame(
      DoubleUnaryOperator function, DoubleUnaryOperator expected, double relative) {
    for (double size = Double.MIN_VALUE; size < Double.POSITIVE_INFINITY; size *= 1.7) {
      assertSameAt(size, function, expected, relative);
    }
    for (double size = 0; size < 50; size += 1e-3) {
      assertSameAt(size, function, expected, relative);
    }
    assertSameAt(Double.POSITIVE_INFINITY, function, expected, relative);
    assertThat(function.applyAsDouble(Double.NaN)).isNaN();
  }

  private static void assertSameAt(
      double size, DoubleUnaryOperator function, DoubleUnaryOperator expected, double relative) {
    for (double z : new double[] {size, -size}) {
      double e = expected.applyAsDouble(z);
      double actual = function.applyAsDouble(z);
      if (actual != e) {
        assertThat(actual).as("at %s", z).isCloseTo(e, within(relative * Math.abs(e)));
      }
    }
  }

  @Test
  void tanhIsStrictMaths() {
    assertSame(Functions::tanh, StrictMath::tanh, 2e-14);
  }

  @Test
  void expm1IsStrictMaths() {
    assertSame(Functions::expm1, StrictMath::expm1, 3e-14);
  }

  /** Values of mpmath.ncdf with 40 digits. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.5",
    "0.03, 0.5119664734141126",
    "1, 0.8413447460685429",
    "-1, 0.15865525393145705",
    "-2.5, 0.006209665325776135",
    "-6, 9.86587645037698e-10",
    "-10, 7.619853024160526e-24",
    "-37, 5.725571222524577e-300",
    "8, 0.9999999999999993",
    "50, 1",
    "-50, 0"
  })
  void theNormalDistributionIsExactInBothTails(double z, double expected) {
    assertThat(Functions.normal(z)).isCloseTo(expected, within(4e-15 * expected));
  }

  @Test
  void theNormalDistributionIsTheIntegralOfItsDensity() {
    double step = 1e-3;
    double sum = 0; // by Simpson's rule
    for (double z = -8; z < 8; z += step) {
      assertThat(Functions.normal(z)).as("at %s", z).isCloseTo(sum, within(2e-13));
      sum +=
          step
              / 6
              * (Functions.normalDensity(z)
                  + 4 * Functions.normalDensity(z + step / 2)
                  + Functions.normalDensity(z + step));
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }
}
