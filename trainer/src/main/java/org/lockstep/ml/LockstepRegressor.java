package org.lockstep.ml;

import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;

/** Trains a network that predicts a number, or an array of them where the label is one. */
public final class LockstepRegressor
    extends LockstepEstimator<LockstepRegressor, LockstepRegressionModel>
    implements LabelScalingParams<LockstepRegressor> {
  private static final long serialVersionUID = 1L;

  /** Creates a regressor with a random uid. */
  public LockstepRegressor() {
    this(Identifiable.randomUID("lockstepRegressor"));
  }

  /** Creates a regressor. */
  public LockstepRegressor(String uid) {
    super(uid);
  }

  /** Reads a saved regressor. */
  public static LockstepRegressor load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved regressors. */
  public static MLReader<LockstepRegressor> read() {
    return new EstimatorReader<>(LockstepRegressor.class, LockstepRegressor::new);
  }

  /** Sets labelScaling. */
  public LockstepRegressor setLabelScaling(String value) {
    return with(labelScaling(), value);
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
  StructType predictionColumns(StructField label) {
    return NumberPredictions.schema(getPredictionCol(), !isNumber(label));
  }

  private static boolean isNumber(StructField label) {
    return label.dataType() instanceof NumericType || label.dataType() instanceof BooleanType;
  }

  @Override
  void requireFit(int classes) {
    // no parameter depends on them
  }

  @Override
  LockstepRegressionModel model(String uid, Model trained, @Nullable Metrics validation) {
    return new LockstepRegressionModel(uid, trained, validation);
  }
}
