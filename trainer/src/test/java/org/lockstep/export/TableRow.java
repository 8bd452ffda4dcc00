package org.lockstep.export;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.RowValues;

/**
 * A row of plain Java values: numbers are {@code double[]}, words are strings, dates and timestamps
 * are days and microseconds as {@code Long}.
 */
final class TableRow implements RowValues {
  private static final long MICROSECONDS_OF_DAY = TimeUnit.DAYS.toMicros(1);

  private final Encoding encoding;
  private final List<@Nullable Object> values;

  TableRow(Encoding encoding, @Nullable Object... values) {
    this.encoding = encoding;
    this.values = Arrays.asList(values);
  }

  /** Its value in a column, null if there is none. */
  @Nullable Object value(int column) {
    return values.get(column);
  }

  @Override
  public boolean isMissing(int column) {
    return values.get(column) == null;
  }

  @Override
  public int width(int column) {
    return values.get(column) instanceof long[] integers
        ? integers.length
        : ((double[]) values.get(column)).length;
  }

  @Override
  public void numbers(int column, double[] to, int from) {
    double[] numbers =
        values.get(column) instanceof long[] integers
            ? Arrays.stream(integers).asDoubleStream().toArray()
            : (double[]) values.get(column);
    System.arraycopy(numbers, 0, to, from, numbers.length);
  }

  @Override
  public String text(int column) {
    return (String) values.get(column);
  }

  /** The integers of a column, as the table has them. */
  long[] integers(int column) {
    Object value = values.get(column);
    return value instanceof long[] integers
        ? integers
        : Arrays.stream((double[]) value).mapToLong(number -> (long) number).toArray();
  }

  private boolean hasTime(int column) {
    return ((DateColumn) encoding.features().get(column)).hasTime();
  }

  @Override
  public long epochDay(int column) {
    long value = (Long) values.get(column);
    return hasTime(column) ? Math.floorDiv(value, MICROSECONDS_OF_DAY) : value;
  }

  @Override
  public long microsecondOfDay(int column) {
    return hasTime(column) ? Math.floorMod((Long) values.get(column), MICROSECONDS_OF_DAY) : 0;
  }
}
