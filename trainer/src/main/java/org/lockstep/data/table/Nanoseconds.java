package org.lockstep.data.table;

import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.TimestampNTZType;

/** Converts timestamps in nanoseconds since 1970 to Spark's timestamps in microseconds. */
final class Nanoseconds {
  private static final long OF_MICROSECOND = 1000;

  private Nanoseconds() {}

  /** The type of a column of nanoseconds if it were in microseconds; empty for other columns. */
  static Optional<Type> asMicroseconds(Type column) {
    return column.isPrimitive()
            && !column.isRepetition(Type.Repetition.REPEATED)
            && column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64
            && column.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp
            && timestamp.getUnit() == TimeUnit.NANOS
        ? Optional.of(
            Types.primitive(PrimitiveTypeName.INT64, column.getRepetition())
                .as(
                    LogicalTypeAnnotation.timestampType(
                        timestamp.isAdjustedToUTC(), TimeUnit.MICROS))
                .named(column.getName()))
        : Optional.empty();
  }

  /**
   * The microsecond that a nanosecond lies in: rounded down, before 1970 too. Values that stand for
   * infinities ({@link org.lockstep.encoding.DateColumn#isInfinite}) are not changed.
   *
   * @param type {@code timestamp} or {@code timestamp_ntz}
   */
  static Column timestamp(Column nanoseconds, DataType type) {
    Column remainder = nanoseconds.mod(functions.lit(OF_MICROSECOND));
    Column down = functions.when(remainder.lt(0), -1L).otherwise(0L);
    Column quotient = functions.call_function("div", nanoseconds, functions.lit(OF_MICROSECOND));
    Column isInfinite =
        nanoseconds.equalTo(Long.MAX_VALUE).or(nanoseconds.equalTo(-Long.MAX_VALUE));
    Column microseconds = functions.when(isInfinite, nanoseconds).otherwise(quotient.plus(down));
    return type instanceof TimestampNTZType
        ? functions.timestamp_add(
            "MICROSECOND", microseconds, functions.expr("TIMESTAMP_NTZ '1970-01-01 00:00:00'"))
        : functions.timestamp_micros(microseconds);
  }
}
