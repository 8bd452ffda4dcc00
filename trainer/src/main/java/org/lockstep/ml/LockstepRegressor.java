package org.lockstep.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.TargetRange;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.network.Loss;

/** Trains a network that predicts a number, or an array of them where the label is one. */
public final class LockstepRegressor
    extends LockstepEstimator<LockstepRegressor, LockstepRegressionModel> {
  private static final long serialVersionUID = 1L;

  /** Creates a regressor with a name of its own. */
  public LockstepRegressor() {
    this(Identifiable.randomUID("lockstepRegressor"));
  }

  /** Creates a regressor. */
  public LockstepRegressor(String uid) {
    super(uid);
  }

  /** Reads one that was saved. */
  public static LockstepRegressor load(String path) {
    return read().load(path);
  }

  /** Reads those that were saved. */
  public static MLReader<LockstepRegressor> read() {
    return new DefaultParamsReader<>();
  }

  /** How the label is brought to a common scale. */
  public Param<String> labelScaling() {
    return Names.param(
        this,
        "labelScaling",
        "how the label is brought to a common scale; if it is not set, standard, or none where the"
            + " loss is for some numbers alone",
        Names.SCALINGS);
  }

  /** Sets labelScaling. */
  public LockstepRegressor setLabelScaling(String value) {
    return with(labelScaling(), value);
  }

  /** Returns labelScaling. */
  public String getLabelScaling() {
    return getOrDefault(labelScaling());
  }

  @Override
  public LockstepRegressor self() {
    return this;
  }

  @Override
  Task task() {
    return Task.REGRESSION;
  }

  @Override
  String usualLoss() {
    return new Loss.SquaredError().settingsName();
  }

  @Override
  Scaling labelScaling(TargetRange range) {
    if (isDefined(labelScaling())) {
      return Names.scaling(getLabelScaling());
    }
    return range.equals(TargetRange.ANY) ? Scaling.STANDARD : Scaling.NONE;
  }

  @Override
  StructType answers(StructField label) {
    return NumberAnswers.schema(getPredictionCol(), !isNumber(label));
  }

  private static boolean isNumber(StructField label) {
    return label.dataType() instanceof NumericType || label.dataType() instanceof BooleanType;
  }

  @Override
  LockstepRegressionModel model(String uid, Model trained, @Nullable Metrics validation) {
    return new LockstepRegressionModel(uid, trained, validation);
  }
}
