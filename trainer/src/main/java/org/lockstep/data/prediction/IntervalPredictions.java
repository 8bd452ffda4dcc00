package org.lockstep.data.prediction;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.StructType;
import org.lockstep.encoding.Interval;
import org.lockstep.encoding.TargetEncoding;

/**
 * Predictions of a regression with the ends of an interval around each: {@code NAME_low} and {@code
 * NAME_high}, of the type of the prediction.
 *
 * @param predictions the columns before these
 * @param prediction the name of the prediction column
 */
public record IntervalPredictions(
    PredictionFormat predictions,
    String prediction,
    TargetEncoding.Numbers target,
    Interval interval)
    implements PredictionFormat {
  @Override
  public StructType schema() {
    StructType schema = predictions.schema();
    var type = schema.apply(prediction).dataType();
    return schema.add(prediction + "_low", type).add(prediction + "_high", type);
  }

  @Override
  public Writer writer() {
    Writer before = predictions.writer();
    JoinedRow joined = new JoinedRow();
    return (z, a, from) -> {
      InternalRow ends = new GenericInternalRow(new Object[] {ends(a, from, -1), ends(a, from, 1)});
      return joined.apply(before.write(z, a, from), ends);
    };
  }

  private Object ends(float[] a, int from, int side) {
    double[] ends = new double[target.outputs()];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = target.unscaled(i, a[from + i] + side * interval.halfWidths().get(i));
    }
    return target.areSeveral() ? ArrayData.toArrayData(ends) : (Object) ends[0];
  }
}
