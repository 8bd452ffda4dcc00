package org.lockstep.listener.sparkui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  private static Axis axis(double leastStep, double... values) {
    return Axis.of(DoubleStream.of(values).summaryStatistics(), 100, 300, leastStep);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.05 | 1.9     | 0 | 0.5 1.0 1.5",
        "23   | 9380    | 1 | 2,000 4,000 6,000 8,000",
        "1    | 3       | 1 | 1 2 3",
        "0.1  | 0.1     | 0 | 0.090 0.095 0.100 0.105 0.110",
        "0    | 0       | 0 | -1.0 -0.5 0.0 0.5 1.0",
        "2e-6 | 1e-5    | 0 | 2.0e-06 4.0e-06 6.0e-06 8.0e-06 1.0e-05",
        "-3   | 1       | 0 | -3 -2 -1 0 1",
        "0    | 4.2e7   | 1 | 0.0e+00 1.0e+07 2.0e+07 3.0e+07 4.0e+07",
      })
  void marksAreRoundAndFew(double low, double high, double leastStep, String labels) {
    Axis axis = axis(leastStep, low, high);

    List<String> marked = axis.marks().stream().map(axis::label).toList();

    assertThat(marked).containsExactly(labels.split(" "));
  }

  @Test
  void valuesStandBetweenTheEnds() {
    Axis axis = axis(0, 2, 6, 4);

    assertThat(axis.place(2)).isEqualTo(100);
    assertThat(axis.place(6)).isEqualTo(300);
    assertThat(axis.place(5)).isCloseTo(250, within(1e-9));
  }

  @Test
  void aSingleValueStandsInTheMiddle() {
    assertThat(axis(0, 0.7).place(0.7)).isCloseTo(200, within(1e-9));
  }
}
