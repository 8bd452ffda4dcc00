package org.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberFormatsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "0 ! 0",
        "0.96384 ! 0.9638",
        "1.81621 ! 1.816",
        "54.1234 ! 54.12",
        "-543.21 ! -543.2",
        "12345.678 ! 12,346",
        "0.00004321 ! 4.321e-5",
        "1.5e9 ! 1.5e9",
        "NaN ! –",
        "-Infinity ! -∞",
      })
  void aValueHasFourSignificantDigits(double value, String written) {
    assertThat(NumberFormats.value(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "0.0015 ! 1.500 ms",
        "2.71 ! 2.7 s",
        "59.99 ! 60.0 s",
        "61 ! 1 min 01 s",
        "3725 ! 1 h 02 min",
        "NaN ! –",
      })
  void aDurationIsInUnitsOfItsMagnitude(double seconds, String written) {
    assertThat(NumberFormats.time(seconds)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "20000 ! 5000 ! 20,000",
        "0.3 ! 0.1 ! 0.3",
        "0.30000000000000004 ! 0.05 ! 0.30",
        "1e-17 ! 0.1 ! 0",
        "0.000002 ! 0.000001 ! 2e-6",
        "20000000 ! 5000000 ! 2e7",
      })
  void aTickHasTheDecimalsOfItsStep(double value, double step, String written) {
    assertThat(NumberFormats.tick(value, step)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "0 ! 0.0000",
        "0.96384 ! 0.9638",
        "-12.5 ! -12.5000",
        "9999999 ! 9999999.0000",
        "10000000 ! 1.000e+07",
        "0.00099 ! 9.900e-04",
        "NaN ! NaN",
        "Infinity ! Infinity",
      })
  void aNumberOnTheConsoleHasFourDecimalsUnlessTheyWouldHideIt(double value, String written) {
    assertThat(NumberFormats.decimals(value)).isEqualTo(written);
  }
}
