package org.lockstep.encoding;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A row of plain Java values: numbers, arrays of them, words, days and times. */
final class RowOf implements RowValues {
  private final List<@Nullable Object> values;

  RowOf(@Nullable Object... values) {
    this.values = Arrays.asList(values);
  }

  @Override
  public boolean isMissing(int column) {
    return values.get(column) == null;
  }

  @Override
  public int width(int column) {
    return values.get(column) instanceof double[] numbers ? numbers.length : 1;
  }

  @Override
  public void numbers(int column, double[] to, int from) {
    if (values.get(column) instanceof double[] numbers) {
      System.arraycopy(numbers, 0, to, from, numbers.length);
    } else {
      to[from] = ((Number) values.get(column)).doubleValue();
    }
  }

  @Override
  public String text(int column) {
    return (String) values.get(column);
  }

  @Override
  public long epochDay(int column) {
    return values.get(column) instanceof LocalDateTime time
        ? time.toLocalDate().toEpochDay()
        : ((LocalDate) values.get(column)).toEpochDay();
  }

  @Override
  public long microsecondOfDay(int column) {
    LocalTime time =
        values.get(column) instanceof LocalDateTime at ? at.toLocalTime() : LocalTime.MIDNIGHT;
    return TimeUnit.NANOSECONDS.toMicros(time.toNanoOfDay());
  }
}
