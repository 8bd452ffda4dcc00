package org.lockstep.listener.sparkui;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.listener.chart.Point;

/**
 * A curve in bounded memory: as it grows, a growing number of neighbours is merged into their mean.
 * Not thread-safe.
 */
final class Curve {
  /** More points than a chart can show apart; an even number. */
  static final int MOST_POINTS = 400;

  private final List<Point> points = new ArrayList<>();
  private int stride = 1;
  private int count;
  private double sum;
  private long lastX;

  /**
   * Adds a point to the right of all others; one that is not finite is left out. Of several that
   * are drawn as one, x is the last's and y their mean.
   */
  void add(long x, double y) {
    if (!Double.isFinite(y)) {
      return;
    }
    sum += y;
    count++;
    lastX = x;
    if (count == stride) {
      points.add(new Point((double) x, sum / count));
      sum = 0;
      count = 0;
      if (points.size() == MOST_POINTS) {
        halve();
      }
    }
  }

  private void halve() {
    for (int i = 0; i < MOST_POINTS / 2; i++) {
      Point left = points.get(2 * i);
      Point right = points.get(2 * i + 1);
      points.set(i, new Point(right.x(), (left.y() + right.y()) / 2));
    }
    points.subList(MOST_POINTS / 2, MOST_POINTS).clear();
    stride *= 2;
  }

  /** All points, the last one included. */
  List<Point> points() {
    List<Point> all = new ArrayList<>(points);
    if (count > 0) {
      all.add(new Point((double) lastX, sum / count));
    }
    return all;
  }
}
