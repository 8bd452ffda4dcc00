package org.lockstep.listener.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.lockstep.NumberFormats;

/** Shares of a whole, one upon another, over stretches of an axis. */
public final class StackedChart {
  /**
   * A stretch of the axis.
   *
   * @param from where it begins
   * @param to where it ends
   * @param shares one a layer, from the lowest; together 1
   */
  public record Stretch(double from, double to, List<Double> shares) {}

  /** A layer: its name, and the class of the style sheet that gives it its colour. */
  public record Layer(String name, String style) {}

  private StackedChart() {}

  /**
   * The frame of such a chart.
   *
   * @param along the axis that the stretches are of
   */
  public static Frame frame(Frame.Heading heading, Along along) {
    return new Frame(heading, Frame.TALL, along, Axis.shares());
  }

  /**
   * Writes a chart, with a key that names every layer.
   *
   * @param stretches in order, without gaps; at least one
   */
  public static void write(Markup html, Frame frame, List<Layer> layers, List<Stretch> stretches) {
    List<Series> shares = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      int number = i;
      shares.add(
          new Series(
              layer.name(),
              layer.style(),
              stretches.stream().map(s -> new Point(s.to(), s.shares().get(number))).toList()));
    }
    frame.write(
        html,
        summary(shares),
        new Frame.Names(
            layers.stream().map(its -> new Frame.Names.Name(its.name(), its.style())).toList(),
            true,
            List.of()),
        lines -> {
          for (int i = 0; i < layers.size(); i++) {
            lines.empty(
                "path",
                "class",
                "area " + layers.get(i).style(),
                "d",
                area(frame.along().axis(), stretches, i));
          }
        },
        over -> {},
        behind -> {
          frame.writeHover(behind, shares, true);
          ValueTable.write(
              behind, frame.heading().title(), frame.along().name(), shares, NumberFormats::share);
        });
  }

  private static String summary(List<Series> shares) {
    return shares.stream()
        .map(s -> "%s %s".formatted(s.name(), NumberFormats.share(s.last().y())))
        .collect(Collectors.joining(", ", "At the end: ", "."));
  }

  /** The outline: forward along the upper edge, back along the lower one. */
  private static String area(Axis x, List<Stretch> stretches, int layer) {
    StringBuilder there = new StringBuilder();
    StringBuilder back = new StringBuilder();
    for (Stretch stretch : stretches) {
      String from = SvgPlace.thousandth(x.place(stretch.from()));
      String to = SvgPlace.thousandth(x.place(stretch.to()));
      String upper = SvgPlace.thousandth(1 - sum(stretch, layer + 1));
      String lower = SvgPlace.thousandth(1 - sum(stretch, layer));
      there.append(there.length() == 0 ? "M" : "L").append("%s %sH%s".formatted(from, upper, to));
      back.insert(0, "L%s %sH%s".formatted(to, lower, from));
    }
    return there.append(back).append("Z").toString();
  }

  private static double sum(Stretch stretch, int layers) {
    return stretch.shares().subList(0, layers).stream().mapToDouble(Double::doubleValue).sum();
  }
}
