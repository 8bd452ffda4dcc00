package org.lockstep.ml;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.prediction.NamedProbabilities;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.encoding.PredictionColumns;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.ml.data.SchemaColumns;
import org.lockstep.ml.evaluation.ClassificationSummary;
import org.lockstep.ml.evaluation.PredictionSummary;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.spark.SupportedSpark;

/** A network that predicts classes. */
public final class LockstepClassificationModel
    extends ClassificationModel<Vector, LockstepClassificationModel>
    implements LockstepModel<LockstepClassificationModel>,
        ExplainableModel<LockstepClassificationModel>,
        ProbabilityParams<LockstepClassificationModel> {
  private static final long serialVersionUID = 1L;

  /** The field of probabilities by the names of classes in what the SQL function returns. */
  private static final String PROBABILITY_OF = "probabilityOf";

  private final @Nullable String uid;
  private final ModelState state;

  /** Made once, as Spark looks through all of them for each that it is asked for. */
  private transient Param<?> @Nullable [] params;

  /**
   * Creates a model without a network, as a server of Spark Connect needs one to find the class.
   */
  public LockstepClassificationModel() {
    this(EarlyUid.of(Identifiable.randomUID("lockstepClassifier")), new ModelState(null, null));
  }

  LockstepClassificationModel(String uid, Model trained, @Nullable Metrics validation) {
    this(EarlyUid.of(uid), new ModelState(trained, validation));
  }

  private LockstepClassificationModel(EarlyUid early, ModelState state) {
    SupportedSpark.require();
    uid = early.taken();
    this.state = state;
    setColumnDefaults();
    setProbabilityDefaults();
  }

  /**
   * Reads a saved model.
   *
   * @throws UserException if its files are damaged
   */
  public static LockstepClassificationModel load(String path) {
    return read().load(path);
  }

  /** Returns a reader of saved models. */
  public static MLReader<LockstepClassificationModel> read() {
    return new ModelReader<>(
        LockstepClassificationModel.class, Task.CLASSIFICATION, LockstepClassificationModel::new);
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
  public LockstepClassificationModel copy(ParamMap extra) {
    return copyOf(extra);
  }

  @Override
  public String toString() {
    return described(state.isEmpty() ? "" : ", numClasses=" + numClasses());
  }

  @Override
  public Task task() {
    return Task.CLASSIFICATION;
  }

  @Override
  public LockstepClassificationModel self() {
    return this;
  }

  /** The classes in the order of the probabilities: strings, booleans, or {@code Long}. */
  public List<Object> labels() {
    return classes().labels();
  }

  private TargetEncoding.Classes classes() {
    return (TargetEncoding.Classes) trained().encoding().target();
  }

  /** How many classes there are. */
  @Override
  public int numClasses() {
    return labels().size();
  }

  /** Predicts the class of one vector of features, as {@link #transform} does. */
  @Override
  public double predict(Vector features) {
    return predictOne(features).getDouble(2);
  }

  /** The weighted inputs of the output layer for one vector of features, less their mean. */
  @Override
  public Vector predictRaw(Vector features) {
    return predictOne(features).getAs(0);
  }

  /** The probability of each class for one vector of features. */
  public Vector predictProbability(Vector features) {
    return predictOne(features).getAs(1);
  }

  private Row predictOne(Vector features) {
    return predictOne(
        features, format(new ClassPredictions.Columns("raw", "probability", "prediction", "")));
  }

  /**
   * Predicts a DataFrame and compares the predictions with its labels, weighted by weightCol where
   * the DataFrame has it.
   *
   * @throws UserException if a column of the model or the label is absent
   */
  public ClassificationSummary evaluate(Dataset<?> dataset) {
    SchemaColumns.find(dataset.schema(), getLabelCol(), "labelCol");
    LockstepClassificationModel predicting =
        getPredictionCol().isEmpty() ? copy(ParamMap.empty()).setPredictionCol(uid()) : this;
    Dataset<Row> predictions = predicting.transform(dataset);
    Dataset<Row> indexed = predictions;
    String index = getLabelCol();
    if (!(labels().get(0) instanceof Long)) {
      index = uid() + "_index";
      indexed = predictions.withColumn(index, index(LockstepModel.column(getLabelCol())));
    }
    return new ClassificationSummary(
        predictions,
        new PredictionSummary.Columns(
            getLabelCol(), predicting.getPredictionCol(), weightsIn(dataset)),
        indexed,
        index);
  }

  /** The place of a label among the classes, from 0; -1 for one that is no class. */
  private Column index(Column label) {
    Column known =
        functions.array(
            labels().stream().map(l -> functions.lit(String.valueOf(l))).toArray(Column[]::new));
    return functions.array_position(known, label.cast("string")).minus(1).cast("double");
  }

  @Override
  public PredictionFormat format() {
    return format(ClassPredictions.Columns.of(this, labels().get(0) instanceof Long));
  }

  @Override
  public PredictionFormat functionFormat() {
    var classes = (TargetEncoding.Classes) trained().encoding().target();
    PredictionFormat format = format();
    boolean isTaken =
        Stream.of(format.schema().fieldNames()).anyMatch(PROBABILITY_OF::equalsIgnoreCase);
    return isTaken || PredictionColumns.faultOf(classes).isPresent()
        ? format
        : new NamedProbabilities(format, PROBABILITY_OF, PredictionColumns.namesOf(classes));
  }

  private PredictionFormat format(ClassPredictions.Columns columns) {
    List<Double> thresholds = ClassPredictions.thresholds(this);
    ClassPredictions.requireOneEach(
        thresholds, numClasses(), "each class: " + Quoted.list(labels()));
    return new ClassPredictions(columns, labels(), thresholds, classes().decision());
  }

  @Override
  public LockstepClassificationModel fresh() {
    return new LockstepClassificationModel(uid(), trained(), state.validation());
  }
}
