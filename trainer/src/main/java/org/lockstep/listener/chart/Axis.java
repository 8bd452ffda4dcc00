package org.lockstep.listener.chart;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.NumberFormats;

/**
 * An axis of a plot: its range, scale and ticks.
 *
 * @param from the first; greater than 0 if it is logarithmic
 * @param to the last, greater than the first
 * @param isLogarithmic whether equal ratios are equal distances
 * @param ticks the values that are written
 */
public record Axis(double from, double to, boolean isLogarithmic, List<Tick> ticks) {
  /** Ratio of the greatest to the least value from which on the scale is logarithmic. */
  private static final double LOGARITHMIC_RATIO = 30;

  private static final int TICKS = 5;

  /** A value and how it is written. */
  public record Tick(double value, String label) {}

  /** Makes the list read-only. */
  public Axis {
    ticks = List.copyOf(ticks);
  }

  /** The position of a value: 0 at the first, 1 at the last. */
  double place(double value) {
    return isLogarithmic
        ? Math.log(value / from) / Math.log(to / from)
        : (value - from) / (to - from);
  }

  /** For values of all sizes: logarithmic if they are positive and of very different size. */
  public static Axis of(Iterable<Series> all) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (Series series : all) {
      for (Point point : series.points()) {
        least = Math.min(least, point.y());
        greatest = Math.max(greatest, point.y());
      }
    }
    if (least > greatest) {
      return linear(0, 1);
    }
    return least > 0 && greatest >= LOGARITHMIC_RATIO * least
        ? logarithmic(least, greatest)
        : linear(least, greatest);
  }

  /** Rounds the range outwards; it is extended to 0 if that at most doubles it. */
  public static Axis linear(double least, double greatest) {
    double low = least > 0 && least <= greatest / 2 ? 0 : least;
    double high = greatest < 0 && greatest >= least / 2 ? 0 : greatest;
    if (low == high) {
      double margin = low == 0 ? 1 : Math.abs(low) / 2;
      low -= low == 0 ? 0 : margin;
      high += margin;
    }
    double step = roundUp((high - low) / TICKS);
    double from = Math.floor(low / step + 1e-9) * step;
    double to = Math.ceil(high / step - 1e-9) * step;
    return new Axis(from, to, false, ticks(from, to, step));
  }

  /** From 0 to a last value, which need not be round, in steps of 1 or more. */
  public static Axis upTo(double last) {
    double to = Math.max(1, last);
    return new Axis(0, to, false, ticks(0, to, Math.max(1, roundUp(to / TICKS))));
  }

  /** Shares from 0 to 1, as decimals. */
  public static Axis unit() {
    return linear(0, 1);
  }

  /** Shares from 0 to 1, as percent. */
  static Axis shares() {
    List<Tick> ticks = new ArrayList<>();
    for (int quarter = 0; quarter <= 4; quarter++) {
      ticks.add(new Tick(quarter / 4.0, 25 * quarter + " %"));
    }
    return new Axis(0, 1, false, ticks);
  }

  private static Axis logarithmic(double least, double greatest) {
    double from = roundDown(least);
    double to = roundUp(greatest);
    double decades = Math.log10(to / from);
    int every = (int) Math.ceil(decades / (TICKS + 1));
    int[] digits = decades <= 2.5 ? new int[] {1, 2, 5} : new int[] {1};
    List<Tick> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(from) + 1e-9);
    for (int decade = first; decade <= Math.log10(to) + 1e-9; decade += every) {
      for (int digit : digits) {
        double value = digit * Math.pow(10, decade);
        if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) {
          ticks.add(new Tick(value, NumberFormats.tick(value, Math.pow(10, Math.min(decade, 0)))));
        }
      }
    }
    return new Axis(from, to, true, ticks);
  }

  /** The greatest of 1, 2 and 5 times a power of ten that is not greater. */
  private static double roundDown(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / power * (1 + 1e-9);
    return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
  }

  /** The least of 1, 2 and 5 times a power of ten that is not less. */
  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double digit = value / power * (1 - 1e-9);
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  private static List<Tick> ticks(double from, double to, double step) {
    List<Tick> ticks = new ArrayList<>();
    long count = (long) Math.floor((to - from) / step + 1e-9);
    for (long i = 0; i <= count; i++) {
      double value = from + i * step;
      ticks.add(new Tick(value, NumberFormats.tick(value, step)));
    }
    return ticks;
  }
}
