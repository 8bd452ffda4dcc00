package org.lockstep.data.column;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.RowValues;
import org.lockstep.encoding.row.SparseValues;

/** The features of a row in Spark's internal form; they are its first columns. */
final class SparkRow implements RowValues {
  private static final long MICROSECONDS_OF_DAY = 86_400_000_000L;

  private final List<@Nullable ColumnReader> numbers = new ArrayList<>();
  private final boolean[] isDate;
  private @Nullable InternalRow row;

  SparkRow(List<FeaturePlan> plans) {
    isDate = new boolean[plans.size()];
    for (int c = 0; c < isDate.length; c++) {
      DataType type = plans.get(c).type();
      isDate[c] = type instanceof DateType;
      boolean hasNumbers = plans.get(c).kind() == FeatureKind.NUMBERS && ColumnReader.reads(type);
      numbers.add(hasNumbers ? ColumnReader.of(type) : null);
    }
  }

  /** Sets the row, and returns this object. */
  public SparkRow of(InternalRow next) {
    row = next;
    return this;
  }

  private InternalRow row() {
    if (row == null) {
      throw new IllegalStateException("no row yet");
    }
    return row;
  }

  private ColumnReader reader(int column) {
    ColumnReader reader = numbers.get(column);
    if (reader == null) {
      throw new IllegalStateException("column %d holds no numbers".formatted(column));
    }
    return reader;
  }

  @Override
  public boolean isMissing(int column) {
    return row().isNullAt(column);
  }

  /** The width, or {@link ColumnReader#MALFORMED} for a malformed vector. */
  @Override
  public int width(int column) {
    return reader(column).width(row(), column);
  }

  /**
   * Reads the numbers.
   *
   * @return how many of them were null
   */
  public int read(int column, double[] to, int from) {
    return reader(column).read(row(), column, to, from);
  }

  @Override
  public void numbers(int column, double[] to, int from) {
    read(column, to, from);
  }

  @Override
  public void present(int column, SparseValues to) {
    reader(column).present(row(), column, to);
  }

  @Override
  public String text(int column) {
    return row().getUTF8String(column).toString();
  }

  @Override
  public long epochDay(int column) {
    return isDate[column]
        ? row().getInt(column)
        : Math.floorDiv(row().getLong(column), MICROSECONDS_OF_DAY);
  }

  @Override
  public long microsecondOfDay(int column) {
    return isDate[column] ? 0 : Math.floorMod(row().getLong(column), MICROSECONDS_OF_DAY);
  }
}
