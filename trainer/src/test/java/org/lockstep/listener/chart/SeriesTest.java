package org.lockstep.listener.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static Series of(int n) {
    return new Series(
        "s",
        "s",
        IntStream.rangeClosed(1, n)
            .mapToObj(i -> new Point(i, i == 4321 ? 99 : i == 8765 ? -99 : Math.sin(i)))
            .toList());
  }

  @Test
  void fewerPointsKeepTheEndsAndEveryPeak() {
    List<Point> reduced = of(100_000).reduced(400).points();

    assertThat(reduced).hasSizeBetween(500, 802).doesNotHaveDuplicates();
    assertThat(reduced).contains(new Point(4321, 99), new Point(8765, -99));
    assertThat(reduced.get(0).x()).isEqualTo(1);
    assertThat(reduced.get(reduced.size() - 1).x()).isEqualTo(100_000);
    assertThat(reduced).extracting(Point::x).isSorted();
  }

  @Test
  void aShortSeriesIsNotReduced() {
    assertThat(of(802).reduced(400)).isEqualTo(of(802));
  }

  @Test
  void theMeanOfARangeIsAtTheEndOfTheRange() {
    Series line =
        new Series(
            "s", "s", IntStream.rangeClosed(1, 1000).mapToObj(i -> new Point(i, i)).toList());

    assertThat(line.means(4).points())
        .containsExactly(
            new Point(250, 125.5),
            new Point(500, 375.5),
            new Point(750, 625.5),
            new Point(1000, 875.5));
  }

  @Test
  void theValueBetweenTwoPointsIsThatOfTheEarlier() {
    Series series = new Series("s", "s", List.of(new Point(10, 1), new Point(20, 2)));

    assertThat(series.at(9)).isNaN();
    assertThat(series.at(10)).isEqualTo(1);
    assertThat(series.at(19)).isEqualTo(1);
    assertThat(series.at(500)).isEqualTo(2);
  }
}
