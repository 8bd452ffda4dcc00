package org.lockstep.listener.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static Axis of(double... values) {
    List<Point> points =
        IntStream.range(0, values.length).mapToObj(i -> new Point(i, values[i])).toList();
    return Axis.of(List.of(new Series("s", "s", points)));
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).toList();
  }

  @Test
  void ticksAreRoundNumbersAroundTheValues() {
    Axis axis = of(0.72, 0.97);

    assertThat(labels(axis))
        .containsExactly("0.70", "0.75", "0.80", "0.85", "0.90", "0.95", "1.00");
    assertThat(axis.place(0.7)).isCloseTo(0, within(1e-9));
    assertThat(axis.place(1)).isCloseTo(1, within(1e-9));
  }

  @Test
  void zeroIsIncludedIfTheValuesAreNearIt() {
    assertThat(of(0.4, 1.9).from()).isZero();
    assertThat(of(1.5, 1.9).from()).isGreaterThan(1);
  }

  @Test
  void positiveValuesOfVeryDifferentMagnitudeHaveALogarithmicAxis() {
    Axis axis = of(0.04, 2.2);

    assertThat(axis.isLogarithmic()).isTrue();
    assertThat(labels(axis)).containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5");
    assertThat(axis.place(0.04)).isBetween(0.0, 0.5);
    assertThat(of(0, 2.2).isLogarithmic()).isFalse();
  }

  @Test
  void manyDecadesHaveFewTicks() {
    Axis axis = of(1e-12, 1e3);

    assertThat(axis.ticks()).hasSizeBetween(3, 7);
    assertThat(labels(axis)).contains("1e-12", "1e-6", "1");
  }

  @Test
  void aConstantIsNotAtTheEdgeOfThePlot() {
    Axis axis = of(0.1, 0.1);

    assertThat(axis.place(0.1)).isBetween(0.2, 0.8);
    assertThat(of(0, 0).ticks()).isNotEmpty();
    assertThat(of(-3).place(-3)).isBetween(0.2, 0.8);
  }

  @Test
  void anAxisOfIterationsEndsAtTheLastIteration() {
    Axis axis = Axis.upTo(690);

    assertThat(axis.to()).isEqualTo(690);
    assertThat(labels(axis)).containsExactly("0", "200", "400", "600");
    assertThat(labels(Axis.upTo(3))).containsExactly("0", "1", "2", "3");
  }
}
