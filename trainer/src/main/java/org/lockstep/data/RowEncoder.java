package org.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;

/**
 * Turns a table's rows into floats by an {@link Encoding}. Rows must have been surveyed: a value
 * that is missing here is a bug, not the user's mistake.
 */
final class RowEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<ColumnReader> features = new ArrayList<>();
  private final List<ColumnReader> targets = new ArrayList<>();
  private final List<LabelReader> label = new ArrayList<>();
  private final List<ColumnReader> weight = new ArrayList<>();
  private final Map<Object, Integer> classes = new HashMap<>();
  private final double[] offsets;
  private final double[] divisors;
  private final double[] targetOffsets;
  private final double[] targetDivisors;
  private final int inputWidth;
  private final int stride;

  RowEncoder(Encoding encoding, TableColumns columns) {
    columns.features().forEach(field -> features.add(ColumnReader.of(field.dataType())));
    offsets = encoding.scale().offsets();
    divisors = encoding.scale().divisors();
    inputWidth = encoding.inputWidth();
    if (columns.labels().isEmpty()) {
      stride = inputWidth;
      targetOffsets = new double[0];
      targetDivisors = new double[0];
    } else {
      stride = encoding.stride() + columns.weights().size();
      columns.weights().forEach(field -> weight.add(ColumnReader.of(field.dataType())));
      if (encoding.target() instanceof TargetEncoding.Numbers numbers) {
        for (StructField field : columns.labels()) {
          targets.add(ColumnReader.of(field.dataType()));
        }
        targetOffsets = numbers.scale().offsets();
        targetDivisors = numbers.scale().divisors();
      } else {
        label.add(new LabelReader(columns.labels().get(0).dataType()));
        for (Object name : ((TargetEncoding.Classes) encoding.target()).labels()) {
          classes.put(name, classes.size());
        }
        targetOffsets = new double[0];
        targetDivisors = new double[0];
      }
    }
  }

  /**
   * Floats of an encoded row: the inputs, then the class index or the scaled targets if any, then
   * the weight if any.
   */
  int stride() {
    return stride;
  }

  /** One thread's use of the encoder. */
  Session session() {
    return new Session();
  }

  /** Encodes rows one after the other; holds the memory for one row. */
  final class Session {
    private final TableSurvey.RowValues values = new TableSurvey.RowValues(features);
    private final TableSurvey.RowValues targetValues = new TableSurvey.RowValues(targets);
    private final TableSurvey.RowValues weightValues = new TableSurvey.RowValues(weight);

    /** Whether the row is held back for validation. */
    boolean isHeldBack(InternalRow row, double share, long seed) {
      values.read(row, 0);
      return RowHash.isHeldBack(values.numbers(), values.length(), share, seed);
    }

    /** Writes the encoded row, {@link RowEncoder#stride} floats from {@code from} on. */
    void encode(InternalRow row, float[] to, int from) {
      values.read(row, 0);
      if (values.length() != inputWidth) {
        throw new IllegalStateException(
            "a row of %d values in a table surveyed to have %d"
                .formatted(values.length(), inputWidth));
      }
      scale(values.numbers(), offsets, divisors, to, from);
      targetValues.read(row, features.size());
      scale(targetValues.numbers(), targetOffsets, targetDivisors, to, from + inputWidth);
      for (LabelReader reader : label) {
        Integer index = classes.get(reader.read(row, features.size()));
        if (index == null) {
          throw new IllegalStateException("a label that the survey has not seen");
        }
        to[from + inputWidth] = index;
      }
      if (!weight.isEmpty()) {
        weightValues.read(row, features.size() + targets.size() + label.size());
        to[from + stride - 1] = (float) weightValues.numbers()[0];
      }
    }

    private static void scale(
        double[] values, double[] offsets, double[] divisors, float[] to, int from) {
      for (int i = 0; i < offsets.length; i++) {
        to[from + i] = (float) ((values[i] - offsets[i]) / divisors[i]);
      }
    }
  }
}
