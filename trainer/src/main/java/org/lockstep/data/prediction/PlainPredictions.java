package org.lockstep.data.prediction;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Decision;
import org.lockstep.encoding.PredictionColumns;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.curve.Interval;

/**
 * Predictions in columns of plain SQL types: a label of the type of the label column, or a number
 * for each target; for classes also the probabilities, one for each class in the order of the
 * encoding's labels, as floats in the form that is wanted.
 *
 * @param names of the columns, and the form of the probabilities
 */
public record PlainPredictions(TargetEncoding target, PredictionColumns names)
    implements PredictionFormat {
  @Override
  public StructType schema() {
    StructType answers = new StructType();
    if (target instanceof TargetEncoding.Classes classes) {
      StructType label =
          answers.add(
              names.prediction(),
              StructType.fromDDL("label " + classes.type()).apply(0).dataType());
      return switch (names.form()) {
        case STRUCT -> label.add(names.probability(), numbers("", classes), false);
        case COLUMNS -> label.merge(numbers(names.probability() + "_", classes), true);
        case ARRAY ->
            label.add(names.probability(), DataTypes.createArrayType(DataTypes.FloatType, false));
      };
    }
    DataType number =
        ((TargetEncoding.Numbers) target).areSeveral()
            ? DataTypes.createArrayType(DataTypes.DoubleType, false)
            : DataTypes.DoubleType;
    answers = answers.add(names.prediction(), number);
    return names.interval() == null
        ? answers
        : answers.add(names.low(), number).add(names.high(), number);
  }

  private static StructType numbers(String begin, TargetEncoding.Classes classes) {
    StructType numbers = new StructType();
    for (String name : PredictionColumns.namesOf(classes)) {
      numbers = numbers.add(begin + name, DataTypes.FloatType, false);
    }
    return numbers;
  }

  @Override
  public Writer writer() {
    return target instanceof TargetEncoding.Numbers numbers
        ? (z, a, from) -> numbers(numbers, names.interval(), a, from)
        : classes((TargetEncoding.Classes) target);
  }

  private static InternalRow numbers(
      TargetEncoding.Numbers target, @Nullable Interval interval, float[] a, int from) {
    Object predictions = numbers(target, i -> target.predicted(i, a[from + i]));
    if (interval == null) {
      return new GenericInternalRow(new Object[] {predictions});
    }
    List<Double> half = interval.halfWidths();
    return new GenericInternalRow(
        new Object[] {
          predictions,
          // the ends are not clipped: what is true may be outside the range
          numbers(target, i -> target.unscaled(i, target.clipped(i, a[from + i]) - half.get(i))),
          numbers(target, i -> target.unscaled(i, target.clipped(i, a[from + i]) + half.get(i)))
        });
  }

  private static Object numbers(TargetEncoding.Numbers target, IntToDoubleFunction of) {
    double[] values = new double[target.outputs()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.applyAsDouble(i);
    }
    return target.areSeveral() ? ArrayData.toArrayData(values) : (Object) values[0];
  }

  private Writer classes(TargetEncoding.Classes classes) {
    DataType type = schema().apply(names.prediction()).dataType();
    List<Object> labels = new ArrayList<>();
    classes.labels().forEach(label -> labels.add(internal(label, type)));
    int n = labels.size();
    Decision decision = classes.decision();
    return (z, a, from) -> {
      Object best = labels.get(decision.predicted(a, from, n));
      Object[] probabilities = new Object[n];
      for (int i = 0; i < n; i++) {
        probabilities[i] = a[from + i];
      }
      Object[] answer =
          switch (names.form()) {
            case STRUCT -> new Object[] {best, new GenericInternalRow(probabilities)};
            case COLUMNS -> Stream.concat(Stream.of(best), Arrays.stream(probabilities)).toArray();
            case ARRAY ->
                new Object[] {best, ArrayData.toArrayData(Arrays.copyOfRange(a, from, from + n))};
          };
      return new GenericInternalRow(answer);
    };
  }

  /** A label in Spark's internal form for a column of this type. */
  private static Object internal(Object label, DataType type) {
    if (label instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (!(label instanceof Long number)) {
      return label;
    }
    return switch (type.typeName().replaceAll("\\(.*", "")) {
      case "byte", "tinyint" -> number.byteValue();
      case "short", "smallint" -> number.shortValue();
      case "integer" -> number.intValue();
      case "float" -> number.floatValue();
      case "double" -> number.doubleValue();
      case "decimal" -> {
        var decimal = (DecimalType) type;
        yield Decimal.apply(
            new BigDecimal(number).setScale(decimal.scale()), decimal.precision(), decimal.scale());
      }
      default -> number;
    };
  }
}
