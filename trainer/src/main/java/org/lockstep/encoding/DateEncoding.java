package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.util.Locale;

/** Encodings of dates and timestamps as numbers, in UTC and the proleptic Gregorian calendar. */
public enum DateEncoding {
  /** Days since 1970-01-01, the fraction of the day included. */
  DAYS {
    @Override
    public int inputs(boolean withTime) {
      return 1;
    }

    @Override
    void encode(long epochDay, long microsecondOfDay, boolean withTime, double[] to, int from) {
      to[from] = days(epochDay, microsecondOfDay);
    }
  },
  /**
   * Days as above, then sine and cosine of the position in the week, in the year, and for a
   * timestamp in the day, so that December is close to January.
   */
  CYCLIC {
    @Override
    public int inputs(boolean withTime) {
      return withTime ? 7 : 5;
    }

    @Override
    void encode(long epochDay, long microsecondOfDay, boolean withTime, double[] to, int from) {
      LocalDate date = LocalDate.ofEpochDay(epochDay);
      to[from] = days(epochDay, microsecondOfDay);
      circle((date.getDayOfWeek().getValue() - 1) / (double) DAYS_OF_WEEK, to, from + 1);
      circle((date.getDayOfYear() - 1) / DAYS_OF_YEAR, to, from + 3);
      if (withTime) {
        circle(microsecondOfDay / MICROSECONDS_OF_DAY, to, from + 5);
      }
    }
  };

  /** Microseconds of a day. */
  public static final double MICROSECONDS_OF_DAY = 86_400e6;

  /** Days of a week. */
  public static final int DAYS_OF_WEEK = 7;

  /** Mean days of a year. */
  public static final double DAYS_OF_YEAR = 365.2425;

  /** Inputs of the network for a date, or for a timestamp, which has a time of day. */
  public abstract int inputs(boolean withTime);

  abstract void encode(
      long epochDay, long microsecondOfDay, boolean withTime, double[] to, int from);

  private static double days(long epochDay, long microsecondOfDay) {
    return epochDay + microsecondOfDay / MICROSECONDS_OF_DAY;
  }

  /** StrictMath gives the same bits on every machine. */
  private static void circle(double turn, double[] to, int from) {
    to[from] = StrictMath.sin(2 * Math.PI * turn);
    to[from + 1] = StrictMath.cos(2 * Math.PI * turn);
  }

  /** Its name in settings and manifests, such as {@code cyclic}. */
  @JsonValue
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
