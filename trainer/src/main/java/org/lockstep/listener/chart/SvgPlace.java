package org.lockstep.listener.chart;

/** Formats positions in a plot for SVG and CSS. */
final class SvgPlace {
  private SvgPlace() {}

  /** A position along a side of a plot, as a percentage. */
  static String percent(double place) {
    return shortest(place * 100) + "%";
  }

  /** A place along a side of the square of 1000 that lines are drawn in. */
  static String thousandth(double place) {
    return shortest(place * 1000);
  }

  /** With one decimal, or without where it is 0. */
  private static String shortest(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0 ? String.valueOf(tenths / 10) : String.valueOf(tenths / 10.0);
  }
}
