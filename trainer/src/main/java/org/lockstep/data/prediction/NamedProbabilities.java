package org.lockstep.data.prediction;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Predictions of classes in any format, and one more column: a struct of the probabilities, a
 * double for each class, by its name.
 *
 * @param format of the other columns
 * @param name of the struct
 * @param classes the names of its fields, in the order of the network's outputs
 */
public record NamedProbabilities(PredictionFormat format, String name, List<String> classes)
    implements PredictionFormat {
  /** Copies the list. */
  public NamedProbabilities {
    classes = List.copyOf(classes);
  }

  @Override
  public StructType schema() {
    StructType fields = new StructType();
    for (String each : classes) {
      fields = fields.add(each, DataTypes.DoubleType, false);
    }
    return format.schema().add(name, fields, false);
  }

  @Override
  public Writer writer() {
    Writer others = format.writer();
    return (z, a, from) -> {
      Object[] probabilities = new Object[classes.size()];
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = (double) a[from + i];
      }
      Object[] column = {new GenericInternalRow(probabilities)};
      InternalRow named = new GenericInternalRow(column);
      return new JoinedRow(others.write(z, a, from), named);
    };
  }
}
