package org.lockstep.ml;

import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Task;
import org.lockstep.ml.param.ParamsReader;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.spark.SupportedSpark;
import org.lockstep.training.TrainingListener;
import scala.collection.immutable.Seq;

/** Trains a network that predicts a number, or an array of them where the label is one. */
public final class LockstepRegressor
    extends Regressor<Vector, LockstepRegressor, LockstepRegressionModel>
    implements LockstepEstimator<LockstepRegressor, LockstepRegressionModel>,
        LabelScalingParams<LockstepRegressor> {
  private static final long serialVersionUID = 1L;

  private final @Nullable String uid;
  private transient List<TrainingListener> listeners = List.of();

  /** Made once, as Spark looks through all of them for each that it is asked for. */
  private transient Param<?> @Nullable [] params;

  /** Creates a regressor with a random uid. */
  public LockstepRegressor() {
    this(Identifiable.randomUID("lockstepRegressor"));
  }

  /** Creates a regressor. */
  public LockstepRegressor(String uid) {
    this(EarlyUid.of(uid));
  }

  private LockstepRegressor(EarlyUid early) {
    SupportedSpark.require();
    uid = early.taken();
    setColumnDefaults();
    setTrainingDefaults();
  }

  /** Reads a saved regressor. */
  public static LockstepRegressor load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved regressors. */
  public static MLReader<LockstepRegressor> read() {
    return new ParamsReader<>(LockstepRegressor.class, LockstepRegressor::new);
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
  public String uid() {
    return uid == null ? EarlyUid.announced() : uid; // while MLlib's constructors run
  }

  @Override
  public List<TrainingListener> listeners() {
    return listeners;
  }

  @Override
  public LockstepRegressor setListeners(TrainingListener... all) {
    listeners = List.of(all);
    return this;
  }

  /** All parameters, those without a method of their own included. */
  @Override
  public Param<?>[] params() {
    if (params == null) {
      params = SettingParams.all(this, task(), super.params());
    }
    return params;
  }

  /**
   * Trains.
   *
   * @throws org.lockstep.UserException if the rows or the parameters are invalid
   */
  @Override
  public LockstepRegressionModel fit(Dataset<?> dataset) {
    return trainedOn(dataset);
  }

  /**
   * Trains once for each map, all on the rows that were read for the first.
   *
   * @throws org.lockstep.UserException if the rows or the parameters are invalid
   */
  @Override
  public Seq<LockstepRegressionModel> fit(Dataset<?> dataset, Seq<ParamMap> maps) {
    return trainedOn(dataset, maps);
  }

  /**
   * The columns that the model adds.
   *
   * @throws org.lockstep.UserException as {@link #withPredictions}
   */
  @Override
  public StructType transformSchema(StructType schema) {
    return withPredictions(schema);
  }

  @Override
  public LockstepRegressor copy(ParamMap extra) {
    return copyOf(extra);
  }

  @Override
  public LockstepRegressionModel train(Dataset<?> dataset) {
    return trainedOn(dataset);
  }

  @Override
  public Task task() {
    return Task.REGRESSION;
  }

  @Override
  public StructType predictionColumns(StructField label) {
    return NumberPredictions.schema(getPredictionCol(), !isNumber(label));
  }

  private static boolean isNumber(StructField label) {
    return label.dataType() instanceof NumericType || label.dataType() instanceof BooleanType;
  }

  @Override
  public void requireFit(int classes) {
    // no parameter depends on them
  }

  @Override
  public LockstepRegressionModel model(String uid, Model trained, @Nullable Metrics validation) {
    return new LockstepRegressionModel(uid, trained, validation);
  }
}
