package org.lockstep.ml;

import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lockstep.data.AnswerFormat;
import org.lockstep.encoding.TargetEncoding;

/**
 * A regression's answers: a double, in the units of the data.
 *
 * @param column the name of the column; empty for none
 */
record NumberAnswers(String column, TargetEncoding.Numbers target) implements AnswerFormat {
  static StructType schema(String column) {
    return column.isEmpty()
        ? new StructType()
        : new StructType().add(DataTypes.createStructField(column, DataTypes.DoubleType, false));
  }

  @Override
  public StructType schema() {
    return schema(column);
  }

  @Override
  public Writer writer() {
    Object[] value = new Object[1];
    GenericInternalRow answer = new GenericInternalRow(value);
    return (z, a, from) -> {
      value[0] = target.unscaled(0, a[from]);
      return answer;
    };
  }
}
