package org.lockstep.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLReader;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;

/** A network that predicts a number, or an array of them, in the units of the label. */
public final class LockstepRegressionModel extends LockstepModel<LockstepRegressionModel>
    implements LabelScalingParams<LockstepRegressionModel> {
  private static final long serialVersionUID = 1L;

  LockstepRegressionModel(String uid, Model trained, @Nullable Metrics validation) {
    super(uid, trained, validation);
  }

  /**
   * Reads a saved model.
   *
   * @throws org.lockstep.UserException if its files are damaged
   */
  public static LockstepRegressionModel load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved models. */
  public static MLReader<LockstepRegressionModel> read() {
    return new ModelReader<>(
        LockstepRegressionModel.class, Task.REGRESSION, LockstepRegressionModel::new);
  }

  @Override
  Task task() {
    return Task.REGRESSION;
  }

  @Override
  public LockstepRegressionModel self() {
    return this;
  }

  /**
   * Predicts the number for one vector of features.
   *
   * @throws UserException if the label was an array or a vector
   */
  public double predict(Vector features) {
    if (((TargetEncoding.Numbers) trained().encoding().target()).areSeveral()) {
      throw new UserException(
          "the model predicts %d numbers, and not one"
              .formatted(trained().encoding().target().outputs()),
          "predict",
          "use transform, which gives all of them");
    }
    return predictOne(features, format("prediction")).getDouble(0);
  }

  @Override
  PredictionFormat format() {
    return format(getPredictionCol());
  }

  private PredictionFormat format(String column) {
    return new NumberPredictions(column, (TargetEncoding.Numbers) trained().encoding().target());
  }

  @Override
  LockstepRegressionModel fresh() {
    return new LockstepRegressionModel(uid(), trained(), validation());
  }
}
