package org.lockstep.listener.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The data of a line.
 *
 * @param name written at its end
 * @param style class of the style sheet that gives it its colour
 * @param points in the order of their x, each x once
 */
public record Series(String name, String style, List<Point> points) {
  private static final Comparator<Point> BY_X = Comparator.comparingDouble(Point::x);

  /** Makes the list read-only. */
  public Series {
    points = Collections.unmodifiableList(points);
  }

  /** The last value at {@code x} or before; NaN before the first. */
  double at(double x) {
    int found = Collections.binarySearch(points, new Point(x, 0), BY_X);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? Double.NaN : points.get(index).y();
  }

  Point first() {
    return points.get(0);
  }

  Point last() {
    return points.get(points.size() - 1);
  }

  /** The means of so many stretches of the line; the line itself if it has no more points. */
  public Series means(int stretches) {
    int n = points.size();
    if (n <= stretches) {
      return this;
    }
    List<Point> means = new ArrayList<>(stretches);
    for (int s = 0; s < stretches; s++) {
      List<Point> stretch =
          points.subList((int) ((long) s * n / stretches), (int) ((long) (s + 1) * n / stretches));
      means.add(
          new Point(
              stretch.get(stretch.size() - 1).x(),
              stretch.stream().mapToDouble(Point::y).average().orElseThrow()));
    }
    return new Series(name, style, means);
  }

  /**
   * The same line in fewer points. Of each of so many stretches the least and the greatest value
   * stay, so that no peak is lost and the band of a noisy line keeps its width.
   */
  Series reduced(int stretches) {
    int n = points.size();
    if (n <= 2 * stretches + 2) {
      return this;
    }
    List<Point> kept = new ArrayList<>(2 * stretches + 2);
    kept.add(first());
    for (int s = 0; s < stretches; s++) {
      int from = 1 + (int) ((long) s * (n - 2) / stretches);
      int to = 1 + (int) ((long) (s + 1) * (n - 2) / stretches);
      Point least = points.get(from);
      Point greatest = least;
      for (Point point : points.subList(from, to)) {
        least = point.y() < least.y() ? point : least;
        greatest = point.y() > greatest.y() ? point : greatest;
      }
      Point earlier = least.x() <= greatest.x() ? least : greatest;
      Point later = least.x() <= greatest.x() ? greatest : least;
      kept.add(earlier);
      if (later.x() > earlier.x()) {
        kept.add(later);
      }
    }
    kept.add(last());
    return new Series(name, style, kept);
  }
}
