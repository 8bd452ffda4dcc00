package org.lockstep.data.column;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureEncoder;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.encoding.row.RowShape;

/**
 * Encodes the rows of a table as floats by an {@link Encoding}. The rows must have been surveyed: a
 * value that cannot be encoded is not the user's error.
 */
public final class RowEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<FeaturePlan> plans;
  private final Encoding encoding;
  private final List<ColumnReader> targets = new ArrayList<>();
  private final List<LabelReader> label = new ArrayList<>();
  private final List<ColumnReader> weight = new ArrayList<>();
  private final Map<Object, Integer> classes = new HashMap<>();
  private final int[] targetWidths;
  private final double[] targetOffsets;
  private final double[] targetDivisors;
  private final Transform targetTransform;
  private final MissingLabel missingLabel;
  private final RowShape shape;

  /** Creates an encoder of features only. */
  public RowEncoder(Encoding encoding, List<FeaturePlan> plans) {
    this.plans = new ArrayList<>(plans);
    this.encoding = encoding;
    shape = encoding.inputsAlone();
    missingLabel = MissingLabel.ERROR;
    targetWidths = new int[0];
    targetOffsets = new double[0];
    targetDivisors = new double[0];
    targetTransform = Transform.NONE;
  }

  /** Creates an encoder of features, labels, and weights if there is a column of them. */
  public RowEncoder(Encoding encoding, TableColumns columns) {
    plans = new ArrayList<>(columns.plans());
    this.encoding = encoding;
    shape = encoding.shape(columns.weights().size());
    missingLabel = columns.missingLabel();
    columns.weights().forEach(field -> weight.add(ColumnReader.of(field.dataType())));
    if (encoding.target() instanceof TargetEncoding.Numbers numbers) {
      for (StructField field : columns.labels()) {
        targets.add(ColumnReader.of(field.dataType()));
      }
      targetWidths = IntStream.range(0, targets.size()).map(numbers::width).toArray();
      targetOffsets = numbers.scale().offsets();
      targetDivisors = numbers.scale().divisors();
      targetTransform = numbers.transform();
    } else {
      label.add(new LabelReader(columns.labels().get(0).dataType()));
      for (Object name : ((TargetEncoding.Classes) encoding.target()).labels()) {
        classes.put(name, classes.size());
      }
      targetWidths = new int[0];
      targetOffsets = new double[0];
      targetDivisors = new double[0];
      targetTransform = Transform.NONE;
    }
  }

  /**
   * The shape of an encoded row: the inputs, a run of sparse numbers if there are sparse columns,
   * then the class index or the scaled targets if any, then the weight if any.
   */
  public RowShape shape() {
    return shape;
  }

  /** Whether the last float of a row is its weight. */
  public boolean hasWeights() {
    return !weight.isEmpty();
  }

  /** Whether a number can be the weight of an example: finite as a float, and not negative. */
  public static boolean isWeight(double w) {
    return w >= 0 && w <= Float.MAX_VALUE;
  }

  /** Creates a session for one thread. */
  public Session session() {
    return new Session();
  }

  /** Encodes rows one after the other; holds the buffers for one row. */
  public final class Session {
    private final FeatureValues values = new FeatureValues(plans);
    private final SparkRow features = new SparkRow(plans);
    private final FeatureEncoder encoder = new FeatureEncoder(encoding);
    private final NumericValues targetValues = new NumericValues(targets);
    private final NumericValues weightValues = new NumericValues(weight);
    private boolean lacksLabel;

    /** The part of the table that a row belongs to. */
    public RowSplit.Part part(InternalRow row, RowSplit split) {
      values.read(row);
      return split.part(values, label, row, plans.size());
    }

    /**
     * Encodes a row.
     *
     * @param to receives it behind what it has, unless it is skipped
     * @return false if the row is skipped
     * @throws RuntimeException if a value cannot be encoded
     */
    public boolean encode(InternalRow row, RowBuffer to) {
      lacksLabel = false;
      int from = to.length();
      boolean isKept = encoder.encode(features.of(row), to) && encodeTargets(row, to);
      if (!isKept) {
        to.cutTo(from);
      }
      return isKept;
    }

    private boolean encodeTargets(InternalRow row, RowBuffer to) {
      int from = to.extend(shape.tail());
      float[] floats = to.floats();
      targetValues.read(row, plans.size());
      if (missingLabel == MissingLabel.SKIP && targetValues.lacksAny()) {
        lacksLabel = true;
        return false;
      }
      if (!targetValues.haveWidths(targetWidths)) {
        throw new IllegalStateException("targets of another width than the survey has seen");
      }
      scale(targetValues.values(), floats, from);
      for (LabelReader reader : label) {
        Object name = reader.read(row, plans.size());
        if (name == null && missingLabel == MissingLabel.SKIP) {
          lacksLabel = true;
          return false;
        }
        Integer index = classes.get(name);
        if (index == null) {
          throw new IllegalStateException("a label that the survey has not seen");
        }
        floats[from] = index;
      }
      if (!weight.isEmpty()) {
        weightValues.read(row, plans.size() + targets.size() + label.size());
        floats[from + shape.tail() - 1] = weight();
      }
      return true;
    }

    private float weight() {
      double w = weightValues.length() == 1 ? weightValues.values()[0] : Double.NaN;
      if (!isWeight(w)) {
        throw new IllegalStateException("a weight that the survey has not seen");
      }
      return (float) w;
    }

    /** Whether the last row was skipped because of its label or a target. */
    public boolean lacksLabel() {
      return lacksLabel;
    }

    private void scale(double[] values, float[] to, int from) {
      for (int i = 0; i < targetOffsets.length; i++) {
        double y = targetTransform.of(values[i]);
        if (!Double.isFinite(y)) {
          throw new IllegalStateException("a target that the survey has not seen");
        }
        to[from + i] = (float) ((y - targetOffsets[i]) / targetDivisors[i]);
      }
    }
  }
}
