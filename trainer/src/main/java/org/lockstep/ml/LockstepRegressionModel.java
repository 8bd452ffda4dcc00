package org.lockstep.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.ml.data.SchemaColumns;
import org.lockstep.ml.evaluation.PredictionSummary;
import org.lockstep.ml.evaluation.RegressionSummary;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.spark.SupportedSpark;

/** A network that predicts a number, or an array of them, in the units of the label. */
public final class LockstepRegressionModel extends RegressionModel<Vector, LockstepRegressionModel>
    implements LockstepModel<LockstepRegressionModel>,
        ExplainableModel<LockstepRegressionModel>,
        LabelScalingParams<LockstepRegressionModel> {
  private static final long serialVersionUID = 1L;

  private final @Nullable String uid;
  private final ModelState state;

  /** Made once, as Spark looks through all of them for each that it is asked for. */
  private transient Param<?> @Nullable [] params;

  /**
   * Creates a model without a network, as a server of Spark Connect needs one to find the class.
   */
  public LockstepRegressionModel() {
    this(EarlyUid.of(Identifiable.randomUID("lockstepRegressor")), new ModelState(null, null));
  }

  LockstepRegressionModel(String uid, Model trained, @Nullable Metrics validation) {
    this(EarlyUid.of(uid), new ModelState(trained, validation));
  }

  private LockstepRegressionModel(EarlyUid early, ModelState state) {
    SupportedSpark.require();
    uid = early.taken();
    this.state = state;
    setColumnDefaults();
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
  public String uid() {
    return uid == null ? EarlyUid.announced() : uid; // while MLlib's constructors run
  }

  @Override
  public ModelState state() {
    return state;
  }

  /** All parameters, those without a method of their own included. */
  @Override
  public Param<?>[] params() {
    if (params == null) {
      params = SettingParams.all(this, task(), super.params());
    }
    return params;
  }

  /** Inputs of the network. */
  @Override
  public int numFeatures() {
    return inputWidth();
  }

  /** Bytes of memory that it takes, for the cache of a server of Spark Connect. */
  @Override
  public long estimatedSize() {
    return networkSize();
  }

  /**
   * The columns that it adds.
   *
   * @throws UserException as {@link #withPredictions(StructType)}
   */
  @Override
  public StructType transformSchema(StructType schema) {
    return withPredictions(schema);
  }

  /**
   * Adds the columns of the predictions, computed lazily.
   *
   * @throws UserException if the DataFrame does not have the columns that the model was trained on
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return withPredictions(dataset);
  }

  @Override
  public LockstepRegressionModel copy(ParamMap extra) {
    return copyOf(extra);
  }

  @Override
  public String toString() {
    return described("");
  }

  @Override
  public Task task() {
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
  @Override
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
        new PredictionSummary.Columns(
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
  public PredictionFormat format() {
    return format(getPredictionCol());
  }

  private PredictionFormat format(String column) {
    return new NumberPredictions(column, (TargetEncoding.Numbers) trained().encoding().target());
  }

  @Override
  public LockstepRegressionModel fresh() {
    return new LockstepRegressionModel(uid(), trained(), state.validation());
  }
}
