package org.lockstep.listener.sparkui;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lockstep.listener.chart.Along;
import org.lockstep.listener.chart.Axis;
import org.lockstep.listener.chart.Frame;
import org.lockstep.listener.chart.LineChart;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.Series;

/**
 * Curves of a run over its iterations, drawn as in the report.
 *
 * @param id of the element
 * @param title its heading
 * @param all the curves, some of them perhaps without a point yet
 */
record RunChart(String id, String title, List<Series> all) {
  private static final int LEVEL = 5;

  /**
   * Writes the chart; nothing if no curve has a point.
   *
   * @param perEpoch iterations of an epoch
   */
  void write(Markup html, OptionalDouble perEpoch) {
    List<Series> drawn = all.stream().filter(series -> !series.points().isEmpty()).toList();
    if (drawn.isEmpty()) {
      return;
    }
    double last =
        drawn.stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(Point::x)
            .max()
            .orElse(1);
    Axis y = Axis.of(drawn);
    LineChart.write(
        html,
        new Frame(
            new Frame.Heading(id, title, y.isLogarithmic() ? "logarithmic scale" : "", LEVEL),
            Frame.LOW,
            Along.iterations(last, perEpoch),
            y),
        drawn,
        Optional.empty());
  }

  boolean isEmpty() {
    return all.stream().allMatch(series -> series.points().isEmpty());
  }
}
