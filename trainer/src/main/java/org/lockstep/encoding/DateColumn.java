package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.lockstep.UserException;
import org.lockstep.encoding.FeatureEncoder.ColumnEncoder;

/**
 * A date or a timestamp, encoded as {@code encoding} says, then an input for a missing value if
 * {@code missing} is {@link Missing#INDICATOR}. Only the days are scaled.
 *
 * @param name as the table spells it
 * @param type its Spark type when the model was trained: {@code date}, {@code timestamp} or {@code
 *     timestamp_ntz}
 * @param encoding of the date as numbers
 * @param missing how null is treated
 * @param means of its inputs over the training rows that have a value; empty where none is needed
 */
public record DateColumn(
    String name,
    String type,
    DateEncoding encoding,
    Missing missing,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Double> means)
    implements FeatureColumn {
  private static final List<String> TYPES = List.of("date", "timestamp", "timestamp_ntz");
  private static final long MICROSECONDS_OF_DAY = 86_400_000_000L;

  /** Copies the list. */
  public DateColumn {
    means = List.copyOf(means);
  }

  /** Whether its values have a time of day. */
  public boolean hasTime() {
    return hasTime(type);
  }

  /** Whether the values of a Spark type have a time of day. */
  public static boolean hasTime(String type) {
    return type.startsWith("timestamp");
  }

  private int width() {
    return encoding.inputs(hasTime());
  }

  @Override
  public DateColumn renamed(String other) {
    return new DateColumn(other, type, encoding, missing, means);
  }

  @Override
  public int inputs() {
    return width() + (missing == Missing.INDICATOR ? 1 : 0);
  }

  @Override
  public int scaledInputs() {
    return 1;
  }

  @Override
  public void requireSound() {
    Rules.require(
        TYPES.contains(type),
        () -> "column %s has the type %s, not one of %s".formatted(name, type, TYPES));
    boolean fills = missing == Missing.MEAN || missing == Missing.INDICATOR;
    Rules.requireReplacement("the means of column " + name, means, fills, width());
  }

  @Override
  public ColumnEncoder encoder() {
    double[] mean = means.stream().mapToDouble(Double::doubleValue).toArray();
    boolean hasTime = hasTime();
    return (row, column, to, from) -> {
      boolean lacks = row.isMissing(column);
      if (lacks) {
        ValueErrors.requireAllowed(this);
        System.arraycopy(mean, 0, to, from, mean.length);
      } else if (isInfinite(hasTime, row, column)) {
        throw new UserException(
            "column %s is infinite".formatted(name), "a row", "give a finite date");
      } else {
        encode(encoding, hasTime, row, column, to, from);
      }
      if (missing == Missing.INDICATOR) {
        to[from + width()] = lacks ? 1 : 0;
      }
      return !lacks || missing != Missing.SKIP;
    };
  }

  /**
   * Whether a value stands for infinity or -infinity: the greatest number that a file can hold, or
   * its negative, which is what DuckDB writes for PostgreSQL's infinite dates and timestamps.
   */
  public static boolean isInfinite(boolean hasTime, RowValues row, int column) {
    long day = row.epochDay(column);
    if (!hasTime) {
      return Math.abs(day) == Integer.MAX_VALUE;
    }
    long microsecond = row.microsecondOfDay(column);
    return isAt(Long.MAX_VALUE, day, microsecond) || isAt(-Long.MAX_VALUE, day, microsecond);
  }

  private static boolean isAt(long microseconds, long day, long microsecondOfDay) {
    return day == Math.floorDiv(microseconds, MICROSECONDS_OF_DAY)
        && microsecondOfDay == Math.floorMod(microseconds, MICROSECONDS_OF_DAY);
  }

  /** Writes the inputs of a value that is not missing. */
  public static void encode(
      DateEncoding encoding, boolean hasTime, RowValues row, int column, double[] to, int from) {
    encoding.encode(row.epochDay(column), row.microsecondOfDay(column), hasTime, to, from);
  }
}
