package org.lockstep.listener.sparkui;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lockstep.listener.sparkui.Curve.Point;

/**
 * Curves over the iterations of a run, as a picture in SVG with their names and last values above.
 *
 * @param title what they are of
 * @param series one curve or two
 */
record LineChart(String title, List<Series> series) {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 220;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 8;
  private static final int BOTTOM = 24;

  /** With more points, their marks would run into each other. */
  private static final int MOST_DOTS = 60;

  /** Told apart without colours too, on a light page and on a dark one. */
  private static final List<Stroke> STROKES =
      List.of(new Stroke("#2a7fc9", "none"), new Stroke("#d9662b", "7 4"));

  /** A curve and its name. */
  record Series(String name, List<Point> points) {
    private String caption() {
      return points.isEmpty()
          ? name
          : name + " " + Figures.number(points.get(points.size() - 1).y());
    }
  }

  private record Stroke(String colour, String dashes) {}

  Html html() {
    return Html.of(
        """
        <figure class="mr-4 me-4 mb-3" style="width: 30rem; max-width: 100%%">
        <figcaption><strong>%s</strong> %s</figcaption>
        %s
        </figure>
        """,
        title,
        IntStream.range(0, series.size())
            .mapToObj(i -> legend(series.get(i), STROKES.get(i)))
            .collect(Html.joined()),
        picture());
  }

  private static Html legend(Series series, Stroke stroke) {
    return Html.of(
        """
        <span class="text-nowrap"><svg width="28" height="8" aria-hidden="true">\
        <line x1="2" y1="4" x2="26" y2="4" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>\
        </svg> %s</span>
        """,
        stroke.colour(), stroke.dashes(), series.caption());
  }

  private Html picture() {
    List<Point> all = series.stream().flatMap(s -> s.points().stream()).toList();
    if (all.isEmpty()) {
      return Html.of("<p>nothing yet</p>");
    }
    Axis x =
        Axis.of(
            all.stream().mapToLong(Point::x).asDoubleStream().summaryStatistics(),
            LEFT,
            WIDTH - RIGHT,
            1);
    Axis y =
        Axis.of(all.stream().mapToDouble(Point::y).summaryStatistics(), HEIGHT - BOTTOM, TOP, 0);
    return Html.of(
        """
        <svg viewBox="0 0 %s %s" width="100%%" role="img" aria-label="%s" font-size="11">
        %s%s%s</svg>
        """,
        WIDTH,
        HEIGHT,
        series.stream().map(Series::caption).collect(Collectors.joining(", ", title + ": ", "")),
        x.marks().stream().map(mark -> below(x, mark)).collect(Html.joined()),
        y.marks().stream().map(mark -> beside(y, mark)).collect(Html.joined()),
        IntStream.range(0, series.size())
            .mapToObj(i -> line(series.get(i).points(), STROKES.get(i), x, y))
            .collect(Html.joined()));
  }

  private static Html below(Axis x, double mark) {
    return Html.of(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" fill=\"currentColor\">%s</text>\n",
        pixels(x.place(mark)), HEIGHT - BOTTOM / 3, x.label(mark));
  }

  private static Html beside(Axis y, double mark) {
    String place = pixels(y.place(mark));
    return Html.of(
        """
        <line x1="%s" y1="%s" x2="%s" y2="%s" stroke="currentColor" stroke-opacity="0.15"/>
        <text x="%s" y="%s" dy="0.35em" text-anchor="end" fill="currentColor">%s</text>
        """,
        LEFT, place, WIDTH - RIGHT, place, LEFT - 6, place, y.label(mark));
  }

  private static Html line(List<Point> points, Stroke stroke, Axis x, Axis y) {
    String path =
        points.stream()
            .map(p -> pixels(x.place((double) p.x())) + "," + pixels(y.place(p.y())))
            .collect(Collectors.joining(" "));
    Html dots =
        points.size() > MOST_DOTS
            ? Html.NOTHING
            : points.stream()
                .map(
                    p ->
                        Html.of(
                            "<circle cx=\"%s\" cy=\"%s\" r=\"2\" fill=\"%s\"/>",
                            pixels(x.place((double) p.x())),
                            pixels(y.place(p.y())),
                            stroke.colour()))
                .collect(Html.joined());
    return Html.of(
        """
        <polyline points="%s" fill="none" stroke="%s" stroke-width="1.5" stroke-dasharray="%s"/>
        %s
        """,
        path, stroke.colour(), stroke.dashes(), dots);
  }

  private static String pixels(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }
}
