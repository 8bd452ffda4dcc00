package org.lockstep.listener.sparkui;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Figures() {}

  /** Four decimals, or four digits where those would not show it. */
  static String number(double value) {
    double size = Math.abs(value);
    boolean fixed = value == 0 || (size >= 1e-3 && size < 1e7) || !Double.isFinite(value);
    return String.format(Locale.ROOT, fixed ? "%.4f" : "%.3e", value);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Such as {@code 3.2 s}, {@code 2 min 5 s} or {@code 1 d 4 h}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < MINUTE) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    if (whole < HOUR) {
      return "%d min %d s".formatted(whole / MINUTE, whole % MINUTE);
    }
    if (whole < DAY) {
      return "%d h %d min".formatted(whole / HOUR, whole % HOUR / MINUTE);
    }
    return "%d d %d h".formatted(whole / DAY, whole % DAY / HOUR);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
