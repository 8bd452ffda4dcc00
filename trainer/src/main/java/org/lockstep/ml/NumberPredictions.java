package org.lockstep.ml;

import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.encoding.TargetEncoding;

/**
 * The prediction column of a regression, in the units of the data: a double, or an array of them
 * where the label is an array or a vector.
 *
 * @param column the name of the column; empty for none
 */
record NumberPredictions(String column, TargetEncoding.Numbers target) implements PredictionFormat {
  static StructType schema(String column, boolean areSeveral) {
    return column.isEmpty()
        ? new StructType()
        : new StructType()
            .add(
                DataTypes.createStructField(
                    column,
                    areSeveral
                        ? DataTypes.createArrayType(DataTypes.DoubleType, false)
                        : DataTypes.DoubleType,
                    false));
  }

  @Override
  public StructType schema() {
    return schema(column, target.areSeveral());
  }

  @Override
  public Writer writer() {
    Object[] value = new Object[1];
    GenericInternalRow output = new GenericInternalRow(value);
    return (z, a, from) -> {
      value[0] =
          target.areSeveral()
              ? ArrayData.toArrayData(values(a, from))
              : (Object) target.predicted(0, a[from]);
      return output;
    };
  }

  private double[] values(float[] a, int from) {
    double[] values = new double[target.outputs()];
    for (int i = 0; i < values.length; i++) {
      values[i] = target.predicted(i, a[from + i]);
    }
    return values;
  }
}
