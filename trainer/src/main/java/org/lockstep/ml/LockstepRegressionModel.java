package org.lockstep.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.ml.data.SchemaColumns;
import org.lockstep.ml.evaluation.RegressionSummary;
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
    requireOneNumber("predict");
    return predictOne(features, format("prediction")).getDouble(0);
  }

  /**
   * Predicts a DataFrame and compares the predictions with its labels, weighted by weightCol where
   * the DataFrame has it.
   *
   * @throws UserException if a column of the model or the label is absent, or the label is an array
   */
  public RegressionSummary evaluate(Dataset<?> dataset) {
    SchemaColumns.find(dataset.schema(), getLabelCol(), "labelCol");
    requireOneNumber("evaluate");
    LockstepRegressionModel predicting =
        getPredictionCol().isEmpty() ? copy(ParamMap.empty()).setPredictionCol(uid()) : this;
    return new RegressionSummary(
        predicting.transform(dataset),
        new RegressionSummary.Columns(
            getLabelCol(), predicting.getPredictionCol(), weightsIn(dataset)));
  }

  private void requireOneNumber(String method) {
    if (((TargetEncoding.Numbers) trained().encoding().target()).areSeveral()) {
      throw new UserException(
          "the model predicts %d numbers, and not one"
              .formatted(trained().encoding().target().outputs()),
          method,
          "use transform, which gives all of them");
    }
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
