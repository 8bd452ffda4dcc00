package org.lockstep.data.column;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** The numbers of one row in several columns, column after column; used for targets and weights. */
public final class NumericValues {
  private final List<ColumnReader> readers;
  private final int[] widths;
  private final int[] nulls;
  private double[] numbers = new double[0];
  private int length;

  public NumericValues(List<ColumnReader> readers) {
    this.readers = readers;
    this.widths = new int[readers.size()];
    this.nulls = new int[readers.size()];
  }

  /** Reads the columns of a row from column {@code first} on. */
  public void read(InternalRow row, int first) {
    length = 0;
    for (int c = 0; c < widths.length; c++) {
      widths[c] = readers.get(c).width(row, first + c);
      nulls[c] = 0;
      if (widths[c] > 0) {
        if (numbers.length < length + widths[c]) {
          numbers = Arrays.copyOf(numbers, Math.max(2 * numbers.length, length + widths[c]));
        }
        nulls[c] = readers.get(c).read(row, first + c, numbers, length);
        length += widths[c];
      }
    }
  }

  /** Whether the value of a column, or a number of an array, is missing. */
  public boolean lacksAny() {
    for (int width : widths) {
      if (width == ColumnReader.MISSING) {
        return true;
      }
    }
    for (int i = 0; i < length; i++) {
      if (Double.isNaN(numbers[i])) {
        return true;
      }
    }
    return false;
  }

  /** Whether the columns hold so many numbers each. */
  boolean haveWidths(int[] expected) {
    return Arrays.equals(widths, expected);
  }

  /** Adds the row to the surveys of the columns, which stand from {@code first} on. */
  public void addTo(List<? extends RowSink> surveys, int first, boolean measured) {
    int from = 0;
    for (int c = 0; c < widths.length; c++) {
      if (widths[c] < 0) {
        surveys.get(first + c).addFault(widths[c]);
      } else {
        surveys.get(first + c).add(numbers, from, widths[c], nulls[c], measured);
        from += widths[c];
      }
    }
  }

  public double[] values() {
    return numbers;
  }

  public int length() {
    return length;
  }
}
