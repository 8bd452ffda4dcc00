package org.lockstep.ml;

import java.util.List;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
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

/**
 * Trains a network that predicts classes. The label column holds whole numbers, booleans or words;
 * a column that {@code StringIndexer} has written has as many classes as its metadata say.
 */
public final class LockstepClassifier
    extends Classifier<Vector, LockstepClassifier, LockstepClassificationModel>
    implements LockstepEstimator<LockstepClassifier, LockstepClassificationModel>,
        ProbabilityParams<LockstepClassifier> {
  private static final long serialVersionUID = 1L;

  private final @Nullable String uid;
  private transient List<TrainingListener> listeners = List.of();

  /** Made once, as Spark looks through all of them for each that it is asked for. */
  private transient Param<?> @Nullable [] params;

  /** Creates a classifier with a random uid. */
  public LockstepClassifier() {
    this(Identifiable.randomUID("lockstepClassifier"));
  }

  /** Creates a classifier. */
  public LockstepClassifier(String uid) {
    this(EarlyUid.of(uid));
  }

  private LockstepClassifier(EarlyUid early) {
    SupportedSpark.require();
    uid = early.taken();
    setColumnDefaults();
    setTrainingDefaults();
    setProbabilityDefaults();
  }

  /** Reads a saved classifier. */
  public static LockstepClassifier load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved classifiers. */
  public static MLReader<LockstepClassifier> read() {
    return new ParamsReader<>(LockstepClassifier.class, LockstepClassifier::new);
  }

  @Override
  public LockstepClassifier self() {
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
  public LockstepClassifier setListeners(TrainingListener... all) {
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
  public LockstepClassificationModel fit(Dataset<?> dataset) {
    return trainedOn(dataset);
  }

  /**
   * Trains once for each map, all on the rows that were read for the first.
   *
   * @throws org.lockstep.UserException if the rows or the parameters are invalid
   */
  @Override
  public Seq<LockstepClassificationModel> fit(Dataset<?> dataset, Seq<ParamMap> maps) {
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
  public LockstepClassifier copy(ParamMap extra) {
    return copyOf(extra);
  }

  @Override
  public LockstepClassificationModel train(Dataset<?> dataset) {
    return trainedOn(dataset);
  }

  @Override
  public Task task() {
    return Task.CLASSIFICATION;
  }

  @Override
  public StructType predictionColumns(StructField label) {
    return ClassPredictions.Columns.of(this, label.dataType() instanceof NumericType).schema();
  }

  @Override
  public void requireFit(int classes) {
    ClassPredictions.requireOneEach(ClassPredictions.thresholds(this), classes, "each class");
  }

  @Override
  public LockstepClassificationModel model(
      String uid, Model trained, @Nullable Metrics validation) {
    return new LockstepClassificationModel(uid, trained, validation);
  }
}
