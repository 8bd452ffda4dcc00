package org.lockstep.ml;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.lockstep.UserException;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.encoding.Decision;
import org.lockstep.ml.data.DenseVector;
import org.lockstep.ml.evaluation.ClassNames;

/**
 * The prediction columns of a classification, as MLlib has them: {@code rawPrediction}, {@code
 * probability} and {@code prediction}, a double; and, for labels that are no numbers, the label
 * itself.
 *
 * <p>The prediction is the label where labels are numbers, else the number of the class. {@code
 * rawPrediction} is {@code z_i - mean(z)}: for two classes it is in the order of the probability,
 * which z alone is not, so that the area under a curve can be computed by it.
 *
 * @param columns the names of the columns, an empty one for none
 * @param labels of the classes
 * @param thresholds one a class; none to predict as the model does
 * @param decision of the model: its threshold, or the most probable class
 */
record ClassPredictions(
    Columns columns, List<Object> labels, List<Double> thresholds, Decision decision)
    implements PredictionFormat {
  /** Copies the lists. */
  ClassPredictions {
    labels = List.copyOf(labels);
    thresholds = List.copyOf(thresholds);
  }

  /** The names of the columns; an empty one for a column that is not wanted. */
  record Columns(String raw, String probability, String prediction, String label)
      implements java.io.Serializable {
    static Columns of(ProbabilityParams<?> stage, boolean areLabelsNumbers) {
      return new Columns(
          stage.getRawPredictionCol(),
          stage.getProbabilityCol(),
          stage.getPredictionCol(),
          areLabelsNumbers ? "" : stage.getPredictedLabelCol());
    }

    /** The columns as they are before the classes are known. */
    StructType schema() {
      return schema(
          new AttributeGroup(named(raw)).toStructField(),
          new AttributeGroup(named(probability)).toStructField(),
          DataTypes.createStructField(named(prediction), DataTypes.DoubleType, false));
    }

    private StructType schema(
        StructField rawField, StructField probabilityField, StructField predictionField) {
      StructType schema = new StructType();
      schema = raw.isEmpty() ? schema : schema.add(rawField);
      schema = probability.isEmpty() ? schema : schema.add(probabilityField);
      schema = prediction.isEmpty() ? schema : schema.add(predictionField);
      return label.isEmpty()
          ? schema
          : schema.add(DataTypes.createStructField(label, DataTypes.StringType, false));
    }

    private static String named(String name) {
      return name.isEmpty() ? "none" : name;
    }
  }

  @Override
  public StructType schema() {
    int k = labels.size();
    return columns.schema(
        new AttributeGroup(Columns.named(columns.raw), k).toStructField(names()),
        new AttributeGroup(Columns.named(columns.probability), k).toStructField(names()),
        prediction());
  }

  private Metadata names() {
    return new ClassNames(
            labels.stream().map(String::valueOf).toList(),
            !(labels.get(0) instanceof Long),
            decision.positive() < 0 ? null : String.valueOf(labels.get(decision.positive())))
        .metadata();
  }

  /** The prediction column; its metadata list the classes, if the predictions are class numbers. */
  private StructField prediction() {
    String name = Columns.named(columns.prediction);
    NominalAttribute classes = NominalAttribute.defaultAttr().withName(name);
    if (!(labels.get(0) instanceof Long)) {
      return classes
          .withValues(labels.stream().map(String::valueOf).toArray(String[]::new))
          .toStructField(names());
    }
    boolean areNumbersOfClasses =
        IntStream.range(0, labels.size()).allMatch(i -> labels.get(i).equals((long) i));
    return areNumbersOfClasses
        ? classes.withNumValues(labels.size()).toStructField(names())
        : DataTypes.createStructField(name, DataTypes.DoubleType, false, names());
  }

  @Override
  public Writer writer() {
    return new ClassWriter();
  }

  /** Writes into the same objects again and again. */
  private final class ClassWriter implements Writer {
    private final int k = labels.size();
    private final DenseVector raw = new DenseVector(k);
    private final DenseVector probability = new DenseVector(k);
    private final double[] t = thresholds.stream().mapToDouble(Double::doubleValue).toArray();
    private final double[] predictions = new double[k];
    private final UTF8String[] names = new UTF8String[k];
    private final Object[] values = new Object[schema().size()];
    private final InternalRow output = new GenericInternalRow(values);

    ClassWriter() {
      for (int i = 0; i < k; i++) {
        predictions[i] = labels.get(i) instanceof Long number ? number : i;
        names[i] = UTF8String.fromString(String.valueOf(labels.get(i)));
      }
    }

    @Override
    public InternalRow write(float[] z, float[] a, int from) {
      int column = 0;
      if (!columns.raw.isEmpty()) {
        double mean = 0;
        for (int i = 0; i < k; i++) {
          mean += z[from + i];
        }
        mean /= k;
        for (int i = 0; i < k; i++) {
          raw.set(i, z[from + i] - mean);
        }
        values[column++] = raw.row();
      }
      if (!columns.probability.isEmpty()) {
        for (int i = 0; i < k; i++) {
          probability.set(i, a[from + i]);
        }
        values[column++] = probability.row();
      }
      int best = best(a, from);
      if (!columns.prediction.isEmpty()) {
        values[column++] = predictions[best];
      }
      if (!columns.label.isEmpty()) {
        values[column] = names[best];
      }
      return output;
    }

    /** The class with the largest p/t, the first of equals; without t that of the model. */
    private int best(float[] a, int from) {
      if (t.length == 0) {
        return decision.predicted(a, from, k);
      }
      int best = 0;
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < k; i++) {
        double scaled = a[from + i] / t[i];
        if (scaled > largest) { // 0/0 is not
          best = i;
          largest = scaled;
        }
      }
      return best;
    }
  }

  /**
   * Requires no thresholds, or as many as there are classes.
   *
   * @param each names the classes, for the message
   * @throws UserException if there are more or fewer
   */
  static void requireOneEach(List<Double> thresholds, int classes, String each) {
    if (!thresholds.isEmpty() && thresholds.size() != classes) {
      throw new UserException(
          "there are %d thresholds, but %d classes".formatted(thresholds.size(), classes),
          "thresholds",
          "set one for " + each);
    }
  }

  /** The thresholds of a stage; none if they are not set. */
  static List<Double> thresholds(ProbabilityParams<?> stage) {
    return stage.isDefined(stage.thresholds())
        ? Arrays.stream(stage.getThresholds()).boxed().toList()
        : List.of();
  }
}
