package org.lockstep.listener.chart;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/** A scatter chart of residuals, with a line at y = 0. */
public final class ScatterChart {
  private ScatterChart() {}

  /** The frame of such a chart: both axes fit the points. */
  public static Frame frame(Frame.Heading heading, String xName, List<Point> points) {
    return new Frame(
        heading,
        Frame.TALL,
        Along.of(around(points.stream().mapToDouble(Point::x)), xName),
        around(points.stream().mapToDouble(Point::y)));
  }

  private static Axis around(DoubleStream values) {
    double[] all = values.toArray();
    return Axis.linear(DoubleStream.of(all).min().orElse(0), DoubleStream.of(all).max().orElse(1));
  }

  /**
   * Writes a chart.
   *
   * @param summary the chart in a sentence
   * @param behind writes the points as a table
   */
  public static void write(
      Markup html, Frame frame, String summary, List<Point> points, Consumer<Markup> behind) {
    frame.write(
        html,
        summary,
        Frame.Names.NONE,
        lines -> {},
        over -> {
          double zero = frame.y().place(0);
          if (zero >= 0 && zero <= 1) {
            String y = Frame.down(zero);
            over.empty("line", "class", "mark", "x1", "0", "x2", "100%", "y1", y, "y2", y);
          }
          for (Point point : points) {
            over.empty(
                "circle",
                "class",
                "speck",
                "cx",
                SvgPlace.percent(frame.along().axis().place(point.x())),
                "cy",
                Frame.down(frame.y().place(point.y())),
                "r",
                "3");
          }
        },
        behind);
  }
}
