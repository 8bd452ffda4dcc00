package org.lockstep.listener.chart;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lockstep.NumberFormats;

/** Lines over one axis, each named where it ends. */
public final class LineChart {
  /** Stretches of a line, of two points each: about one a pixel of a wide page. */
  private static final int STRETCHES = 400;

  private static final int LONGEST_NAME = 16;

  /** Number of names that fit beside a plot of height {@link Frame#LOW}. */
  private static final int MOST_NAMES = 8;

  private LineChart() {}

  /**
   * Writes a chart.
   *
   * @param all the lines, each with at least one point; later ones are drawn over earlier ones
   * @param mark a point of one of them
   */
  public static void write(Markup html, Frame frame, List<Series> all, Optional<Mark> mark) {
    List<Series> drawn = all.stream().map(series -> series.reduced(STRETCHES)).toList();
    List<EndLabel> ends =
        all.size() == 1
            ? List.of()
            : all.stream().limit(MOST_NAMES).map(series -> label(series, frame)).toList();
    frame.write(
        html,
        summary(all, mark),
        names(all, ends),
        lines -> drawn.forEach(series -> line(lines, frame, series)),
        over -> {
          drawn.stream()
              .filter(series -> series.points().size() == 1)
              .forEach(series -> dot(over, frame, series.first(), series.style()));
          mark.ifPresent(m -> mark(over, frame, m));
        },
        behind -> {
          frame.writeHover(behind, drawn, false);
          ValueTable.write(
              behind, frame.heading().title(), frame.along().name(), all, NumberFormats::value);
        });
  }

  /** All lines in the key; it is shown on a wide page too if some have no name at their end. */
  private static Frame.Names names(List<Series> all, List<EndLabel> ends) {
    return ends.isEmpty()
        ? Frame.Names.NONE
        : new Frame.Names(
            all.stream()
                .map(
                    series ->
                        new Frame.Names.Name(
                            series.name() + " " + NumberFormats.value(series.last().y()),
                            series.style()))
                .toList(),
            ends.size() < all.size(),
            ends);
  }

  private static EndLabel label(Series series, Frame frame) {
    String name =
        series.name().length() <= LONGEST_NAME
            ? series.name()
            : series.name().substring(0, LONGEST_NAME - 1) + "…";
    double last = series.last().y();
    return new EndLabel(
        frame.y().place(last), name + " " + NumberFormats.value(last), series.style());
  }

  private static String summary(List<Series> all, Optional<Mark> mark) {
    return all.stream()
            .map(
                series ->
                    "%s: from %s to %s"
                        .formatted(
                            series.name(),
                            NumberFormats.value(series.first().y()),
                            NumberFormats.value(series.last().y())))
            .collect(Collectors.joining("; "))
        + mark.map(m -> "; " + m.label()).orElse("")
        + ".";
  }

  private static void line(Markup html, Frame frame, Series series) {
    StringBuilder path = new StringBuilder();
    for (Point point : series.points()) {
      path.append(path.length() == 0 ? "M" : "L")
          .append(SvgPlace.thousandth(frame.along().axis().place(point.x())))
          .append(' ')
          .append(SvgPlace.thousandth(1 - frame.y().place(point.y())));
    }
    html.empty("path", "class", "line " + series.style(), "d", path.toString());
  }

  private static void dot(Markup html, Frame frame, Point at, String style) {
    html.empty(
        "circle",
        "class",
        "dot " + style,
        "cx",
        SvgPlace.percent(frame.along().axis().place(at.x())),
        "cy",
        Frame.down(frame.y().place(at.y())),
        "r",
        "4");
  }

  private static void mark(Markup html, Frame frame, Mark mark) {
    double place = frame.along().axis().place(mark.at().x());
    String x = SvgPlace.percent(place);
    html.empty("line", "class", "mark", "x1", x, "x2", x, "y1", "0", "y2", "100%");
    dot(html, frame, mark.at(), mark.style());
    String side = place < 0.3 ? "start" : place > 0.7 ? "finish" : "middle";
    html.element("text", mark.label(), "class", "mark " + side, "x", x, "y", "0", "dy", "-8");
  }
}
