package org.lockstep.data.column;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/** Reads the label of a classification: a {@code String}, a {@code Boolean} or a {@code Long}. */
public final class LabelReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A number that is not a label: fractional, infinite, or too large to be exact. */
  public record Fraction(double value) implements Serializable {}

  /** The largest double up to which every whole number is a double. */
  public static final double LARGEST = 0x1p53;

  private final DataType type;
  private final @Nullable ColumnReader number;

  public LabelReader(DataType type) {
    this.type = type;
    this.number =
        type instanceof StringType || type instanceof BooleanType ? null : ColumnReader.of(type);
  }

  /**
   * Returns the label: a {@code String}, {@code Boolean} or {@code Long}; a {@link Fraction} for a
   * number that is not a label; null if the label is missing: null or NaN.
   */
  public @Nullable Object read(InternalRow row, int ordinal) {
    if (row.isNullAt(ordinal)) {
      return null;
    }
    if (type instanceof BooleanType) {
      return row.getBoolean(ordinal);
    }
    if (number == null) {
      return row.getUTF8String(ordinal).toString();
    }
    double[] value = new double[1];
    number.read(row, ordinal, value, 0);
    if (Double.isNaN(value[0])) {
      return null;
    }
    return value[0] == Math.rint(value[0]) && Math.abs(value[0]) <= LARGEST
        ? (Object) (long) value[0]
        : new Fraction(value[0]);
  }
}
