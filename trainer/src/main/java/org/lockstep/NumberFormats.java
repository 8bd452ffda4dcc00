package org.lockstep;

import java.util.Locale;

/** Numbers as people read them: on the console, in a report and in the tab of Spark's UI. */
public final class NumberFormats {
  private static final String NONE = "–";

  private NumberFormats() {}

  /** A count with separators of thousands. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A measured value, of four digits. */
  public static String value(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return NONE;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    if (value == 0) {
      return "0";
    }
    if (size < 1e-3 || size >= 1e7) {
      return scientific("%.3e", value);
    }
    int decimals = Math.max(0, Math.min(4, 3 - (int) Math.floor(Math.log10(size))));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** A number with four decimals, or four digits where those would not show it. */
  public static String decimals(double value) {
    double size = Math.abs(value);
    boolean fixed = value == 0 || (size >= 1e-3 && size < 1e7) || !Double.isFinite(value);
    return String.format(Locale.ROOT, fixed ? "%.4f" : "%.3e", value);
  }

  /**
   * A value beside an axis.
   *
   * @param step between it and its neighbour: says how many decimals they need
   */
  public static String tick(double value, double step) {
    double size = Math.abs(value);
    if (size < step / 1000) {
      return "0";
    }
    if (size >= 1e7 || step < 1e-5) {
      return scientific("%.2e", value);
    }
    int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Such as 1e-5, without superfluous zeros. */
  private static String scientific(String format, double value) {
    return String.format(Locale.ROOT, format, value)
        .replaceFirst("\\.?0*e([+-])0*(\\d)", "e$1$2")
        .replace("e+", "e");
  }

  /** A share, of 1, as percent. */
  public static String share(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", share * 100) : NONE;
  }

  /** A time in the units that suit it. */
  public static String time(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NONE;
    }
    if (seconds < 1) {
      return value(seconds * 1000) + " ms";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%,d h %02d min", whole / 3600, whole % 3600 / 60);
  }
}
