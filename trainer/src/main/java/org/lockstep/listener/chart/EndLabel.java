package org.lockstep.listener.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A name at the right side of a plot, where its line ends.
 *
 * @param place of its line's end, from 0 at the bottom to 1
 * @param text what is written
 * @param style class of the style sheet
 */
record EndLabel(double place, String text, String style) {
  private static final int LINE_PIXELS = 16;

  /** The same labels, moved as far as they must be so that none covers another. */
  static List<EndLabel> apart(List<EndLabel> labels, int height) {
    List<EndLabel> sorted = new ArrayList<>(labels);
    sorted.sort(Comparator.comparingDouble(EndLabel::place));
    double line = (double) LINE_PIXELS / height;
    double[] places = new double[sorted.size()];
    double lowest = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = Math.max(sorted.get(i).place(), lowest);
      lowest = places[i] + line;
    }
    // Labels that were pushed beyond the top are moved back, with those below them
    double highest = 1;
    for (int i = places.length - 1; i >= 0; i--) {
      places[i] = Math.min(places[i], highest);
      highest = places[i] - line;
    }
    List<EndLabel> apart = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      apart.add(new EndLabel(places[i], sorted.get(i).text(), sorted.get(i).style()));
    }
    return apart;
  }
}
