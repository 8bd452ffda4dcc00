package org.lockstep.data.column;

import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.SparseColumn;

/** The kind of values of a feature column. */
public enum FeatureKind {
  NUMBERS,
  WORDS,
  DATES;

  /** The kind of a Spark type; empty for a type that cannot be a feature. */
  public static Optional<FeatureKind> of(DataType type) {
    if (ColumnReader.reads(type)) {
      return Optional.of(NUMBERS);
    } else if (type instanceof StringType) {
      return Optional.of(WORDS);
    }
    return type instanceof DateType
            || type instanceof TimestampType
            || type instanceof TimestampNTZType
        ? Optional.of(DATES)
        : Optional.empty();
  }

  /** The kind of a column that a model was trained on. */
  public static FeatureKind of(FeatureColumn column) {
    if (column instanceof NumberColumn || column instanceof SparseColumn) {
      return NUMBERS;
    }
    return column instanceof DateColumn ? DATES : WORDS;
  }
}
