package org.lockstep.data.prediction;

import java.math.BigDecimal;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.network.Quantiles;

/**
 * Predictions of a network that was trained on several quantiles, with a column for each: {@code
 * prediction_q10} for 0.1, in their order.
 *
 * @param predictions the columns before these
 */
public record QuantilePredictions(PlainPredictions predictions, Quantiles loss)
    implements PredictionFormat {
  @Override
  public int outputsPerTarget() {
    return loss.outputsPerTarget();
  }

  @Override
  public StructType schema() {
    StructType schema = predictions.schema();
    String prediction = predictions.names().prediction();
    DataType type = schema.apply(prediction).dataType();
    for (double level : loss.levels()) {
      schema = schema.add("%s_q%s".formatted(prediction, percent(level)), type);
    }
    return schema;
  }

  /** Such as 10 for 0.1, and 97_5 for 0.975: SQL takes a point for that of a struct. */
  private static String percent(double level) {
    return new BigDecimal(String.valueOf(level))
        .movePointRight(2)
        .stripTrailingZeros()
        .toPlainString()
        .replace('.', '_');
  }

  @Override
  public Writer writer() {
    Writer plain = predictions.writer();
    TargetEncoding.Numbers target = (TargetEncoding.Numbers) predictions.target();
    int levels = loss.outputsPerTarget();
    float[] predicted = new float[target.outputs()];
    JoinedRow joined = new JoinedRow();
    return (z, a, from) -> {
      double[][] quantiles = new double[levels][predicted.length];
      for (int i = 0; i < predicted.length; i++) {
        float[] sorted = loss.sorted(a, from + i * levels);
        predicted[i] = a[from + i * levels + loss.predictedOutput()];
        for (int l = 0; l < levels; l++) {
          quantiles[l][i] = target.predicted(i, sorted[l]);
        }
      }
      Object[] columns = new Object[levels];
      for (int l = 0; l < levels; l++) {
        columns[l] =
            target.areSeveral() ? ArrayData.toArrayData(quantiles[l]) : (Object) quantiles[l][0];
      }
      return joined.apply(plain.write(z, predicted, 0), new GenericInternalRow(columns));
    };
  }
}
