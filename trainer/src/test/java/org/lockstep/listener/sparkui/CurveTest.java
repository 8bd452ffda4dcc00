package org.lockstep.listener.sparkui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.listener.chart.Point;

class CurveTest {
  @Test
  void fewPointsAreKeptAsTheyAre() {
    Curve curve = new Curve();

    curve.add(10, 0.5);
    curve.add(20, 0.25);

    assertThat(curve.points()).containsExactly(new Point(10, 0.5), new Point(20, 0.25));
  }

  @ParameterizedTest
  @ValueSource(ints = {399, 400, 401, 1_000, 12_345, 100_000})
  void manyPointsAreReducedWithoutMovingTheLine(int count) {
    Curve curve = new Curve();

    for (int x = 1; x <= count; x++) {
      curve.add(x, 2.0 * x);
    }

    List<Point> points = curve.points();
    assertThat(points).hasSizeBetween(Curve.MOST_POINTS / 2 - 1, Curve.MOST_POINTS);
    assertThat(points.get(points.size() - 1).x()).isEqualTo(count);
    double before = 0;
    for (Point point : points) {
      assertThat(point.y()).isCloseTo(before + 1 + point.x(), within(1e-6)); // the mean in between
      before = point.x();
    }
  }

  @Test
  void nanIsLeftOut() {
    Curve curve = new Curve();

    curve.add(1, Double.NaN);
    curve.add(2, Double.POSITIVE_INFINITY);

    assertThat(curve.points()).isEmpty();
  }
}
