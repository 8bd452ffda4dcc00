package org.lockstep.data.column;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.lockstep.encoding.row.SparseValues;

/**
 * Reads the numbers of one column out of Spark's rows: one number, or those of an array or a Spark
 * ML vector. Booleans are 0 and 1.
 */
public abstract class ColumnReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The width of a null value. */
  public static final int MISSING = -1;

  /** The width of a sparse vector with an index outside its size. */
  static final int MALFORMED = -2;

  /** Whether a column of this type holds numbers. */
  public static boolean reads(DataType type) {
    return isNumber(type)
        || (type instanceof ArrayType array && isNumber(array.elementType()))
        || readsVectors(type);
  }

  /** Whether a column of this type holds Spark ML vectors. */
  public static boolean readsVectors(DataType type) {
    return type.equals(SQLDataTypes.VectorType());
  }

  /** Whether a type is numeric or boolean. */
  public static boolean isNumber(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType;
  }

  /** The reader for a type that {@link #reads} accepts. */
  public static ColumnReader of(DataType type) {
    if (type instanceof ArrayType array) {
      return new Arrays1d(array.elementType());
    }
    return isNumber(type) ? new Scalar(type) : new Vector();
  }

  /** The number of values of a row in this column; or {@link #MISSING}, {@link #MALFORMED}. */
  abstract int width(InternalRow row, int ordinal);

  /**
   * Reads the numbers; null ones as NaN.
   *
   * @param to where the numbers are written, beginning at {@code from}
   * @return how many of them were null
   */
  abstract int read(InternalRow row, int ordinal, double[] to, int from);

  /**
   * Reads the numbers of a vector that are not 0.
   *
   * @param to receives them in place of what it has
   */
  void present(InternalRow row, int ordinal, SparseValues to) {
    throw new IllegalStateException("no column of vectors");
  }

  private static double number(SpecializedGetters values, int i, DataType type) {
    if (type instanceof DoubleType) {
      return values.getDouble(i);
    } else if (type instanceof FloatType) {
      return values.getFloat(i);
    } else if (type instanceof IntegerType) {
      return values.getInt(i);
    } else if (type instanceof LongType) {
      return values.getLong(i);
    } else if (type instanceof ShortType) {
      return values.getShort(i);
    } else if (type instanceof ByteType) {
      return values.getByte(i);
    } else if (type instanceof BooleanType) {
      return values.getBoolean(i) ? 1 : 0;
    } else if (type instanceof DecimalType decimal) {
      return values.getDecimal(i, decimal.precision(), decimal.scale()).toDouble();
    }
    throw new IllegalStateException("not a number: " + type);
  }

  private static final class Scalar extends ColumnReader {
    private static final long serialVersionUID = 1L;
    private final DataType type;

    Scalar(DataType type) {
      this.type = type;
    }

    @Override
    int width(InternalRow row, int ordinal) {
      return row.isNullAt(ordinal) ? MISSING : 1;
    }

    @Override
    int read(InternalRow row, int ordinal, double[] to, int from) {
      to[from] = number(row, ordinal, type);
      return 0;
    }
  }

  private static final class Arrays1d extends ColumnReader {
    private static final long serialVersionUID = 1L;
    private final DataType type;

    Arrays1d(DataType type) {
      this.type = type;
    }

    @Override
    int width(InternalRow row, int ordinal) {
      return row.isNullAt(ordinal) ? MISSING : row.getArray(ordinal).numElements();
    }

    @Override
    int read(InternalRow row, int ordinal, double[] to, int from) {
      ArrayData array = row.getArray(ordinal);
      int nulls = 0;
      for (int i = 0; i < array.numElements(); i++) {
        if (array.isNullAt(i)) {
          to[from + i] = Double.NaN;
          nulls++;
        } else {
          to[from + i] = number(array, i, type);
        }
      }
      return nulls;
    }
  }

  /** Spark ML stores a vector as a struct (type, size, indices, values); type 0 is sparse. */
  private static final class Vector extends ColumnReader {
    private static final long serialVersionUID = 1L;
    private static final int FIELDS = 4;

    @Override
    int width(InternalRow row, int ordinal) {
      if (row.isNullAt(ordinal)) {
        return MISSING;
      }
      InternalRow vector = row.getStruct(ordinal, FIELDS);
      if (vector.getByte(0) != 0) {
        return vector.getArray(3).numElements();
      }
      int size = vector.getInt(1);
      ArrayData indices = vector.getArray(2);
      for (int i = 0; i < indices.numElements(); i++) {
        if (indices.getInt(i) < 0 || indices.getInt(i) >= size) {
          return MALFORMED;
        }
      }
      return size;
    }

    @Override
    int read(InternalRow row, int ordinal, double[] to, int from) {
      InternalRow vector = row.getStruct(ordinal, FIELDS);
      ArrayData values = vector.getArray(3);
      if (vector.getByte(0) != 0) {
        for (int i = 0; i < values.numElements(); i++) {
          to[from + i] = values.getDouble(i);
        }
        return 0;
      }
      Arrays.fill(to, from, from + vector.getInt(1), 0);
      ArrayData indices = vector.getArray(2);
      for (int i = 0; i < indices.numElements(); i++) {
        to[from + indices.getInt(i)] = values.getDouble(i);
      }
      return 0;
    }

    @Override
    void present(InternalRow row, int ordinal, SparseValues to) {
      to.clear();
      InternalRow vector = row.getStruct(ordinal, FIELDS);
      ArrayData values = vector.getArray(3);
      ArrayData indices = vector.getByte(0) == 0 ? vector.getArray(2) : null;
      for (int i = 0; i < values.numElements(); i++) {
        to.add(indices == null ? i : indices.getInt(i), values.getDouble(i));
      }
    }
  }
}
