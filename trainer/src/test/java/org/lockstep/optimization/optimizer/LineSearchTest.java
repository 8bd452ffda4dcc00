package org.lockstep.optimization.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.optimization.optimizer.LineSearch.Point;

class LineSearchTest {
  /**
   * φ of Moré and Thuente, ACM TOMS 20, 1994, equation 5.1: flat and long; its minimum is at √2.
   */
  private static Point flat(double alpha) {
    double q = alpha * alpha + 2;
    return new Point(alpha, -alpha / q, (alpha * alpha - 2) / (q * q));
  }

  private static final class Recorded implements LineSearch.Line {
    private final LineSearch.Line line;
    private final List<Point> points = new ArrayList<>();

    Recorded(LineSearch.Line line) {
      this.line = line;
    }

    @Override
    public Point at(double alpha) {
      points.add(line.at(alpha));
      return points.get(points.size() - 1);
    }
  }

  private static void assertStrongWolfe(Point start, Point end) {
    assertThat(end.alpha()).isPositive();
    assertThat(end.value()).isLessThanOrEqualTo(start.value() + 1e-4 * end.alpha() * start.slope());
    assertThat(Math.abs(end.slope())).isLessThanOrEqualTo(0.9 * Math.abs(start.slope()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.1, 1, 10, 1000})
  void findsAPointThatMeetsBothConditionsFromAnyFirstStep(double first) {
    Recorded line = new Recorded(LineSearchTest::flat);
    Point start = flat(0);

    Point end = new LineSearch(line, start, 30).from(first);

    assertStrongWolfe(start, end);
    assertThat(line.points.get(line.points.size() - 1)).isEqualTo(end);
  }

  @Test
  void whenTheEvaluationsAreUsedUpTheLowestPointIsTaken() {
    Recorded line = new Recorded(LineSearchTest::flat);

    Point end = new LineSearch(line, flat(0), 3).from(1e-3);

    assertThat(end).isEqualTo(flat(4e-3));
  }

  @Test
  void anIncreasingFunctionHasNoPoint() {
    LineSearch.Line line = alpha -> new Point(alpha, alpha, 1); // rounding made it look downhill

    assertThat(new LineSearch(line, new Point(0, 0, -1), 10).from(1)).isNull();
  }
}
