package org.lockstep.ml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SizeEstimator;
import org.lockstep.UserException;
import org.lockstep.data.prediction.PredictionFormat;
import org.lockstep.data.prediction.RowScorer;
import org.lockstep.data.prediction.ScoredTable;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Task;
import org.lockstep.export.NpyExport;
import org.lockstep.ml.data.SchemaColumns;
import org.lockstep.model.Model;
import org.lockstep.training.evaluation.NetworkScorer;

/**
 * What Lockstep's models have in common. The bits of a row's prediction are the same in {@code
 * transform}, in the SQL function and in {@link org.lockstep.scoring.Scorer}, and do not depend on
 * the rows beside it.
 *
 * <p>A model has the parameters that it was trained with, those of training too, and keeps them
 * when it is saved and loaded; a model that was saved by a version that did not write them has them
 * not set.
 *
 * @param <M> the model
 */
public interface LockstepModel<M extends org.apache.spark.ml.Model<M> & LockstepModel<M>>
    extends ExplainableModel<M>, MLWritable {
  /** What it holds beside its parameters. */
  ModelState state();

  /** The columns that it writes. */
  PredictionFormat format();

  /** Classification or regression. */
  Task task();

  /** The same model without the parameters that have been set. */
  M fresh();

  /** The network, its encoding and its provenance. */
  default Model trained() {
    return state().trained();
  }

  /** The SHA-256 of the network's parameters: two models are the same if and only if this is. */
  default String digest() {
    return trained().digest();
  }

  /** The width of each layer, from the network's inputs to its outputs. */
  default int[] layers() {
    return trained().topology().widths().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The parameters: those of the input stage; for each layer its weights by unit, then biases. */
  default Vector weights() {
    float[] theta = trained().parameters();
    double[] values = new double[theta.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = theta[i];
    }
    return Vectors.dense(values);
  }

  /**
   * The network's parameters as an archive for {@code numpy.load}, an array for each: {@code
   * layers.1.weight} (outputs, inputs), {@code layers.1.bias} (outputs) and so on.
   */
  default byte[] npz() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      NpyExport.write(trained(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return bytes.toByteArray();
  }

  /** Inputs of the network, those of sparse vectors too. */
  default int inputWidth() {
    return trained().encoding().allInputs();
  }

  /** Bytes of memory that the network and its encoding take; not the summary and its DataFrame. */
  default long networkSize() {
    return state().isEmpty() ? 0 : SizeEstimator.estimate(trained());
  }

  /** Whether it was fitted, and not loaded. */
  default boolean hasSummary() {
    return state().summary() != null;
  }

  /**
   * How it was trained.
   *
   * @throws IllegalStateException if it was loaded
   */
  default LockstepSummary summary() {
    LockstepSummary summary = state().summary();
    if (summary == null) {
      throw new IllegalStateException("a model that was loaded has no training summary");
    }
    return summary;
  }

  /** A copy with other parameters. */
  default M copyOf(ParamMap extra) {
    M copy = copyValues(fresh(), extra);
    copy.state().setSummary(state().summary());
    return copy.setParent(self().parent());
  }

  /**
   * Such as {@code LockstepRegressionModel: uid=lockstepRegressor_1f, numLayers=3, ...}. The digest
   * is last, where a client of Spark Connect, which may ask for nothing else, finds it.
   */
  default String described(String more) {
    String name = "%s: uid=%s".formatted(getClass().getSimpleName(), uid());
    return state().isEmpty()
        ? name
        : "%s, numLayers=%d, numFeatures=%d%s, digest=%s"
            .formatted(name, layers().length, inputWidth(), more, digest());
  }

  @Override
  default ModelWriter write() {
    return new ModelWriter(this);
  }

  /** How rows become inputs, by the names that the feature columns have in the DataFrame. */
  private Encoding encoding() {
    Encoding encoding = trained().encoding();
    List<String> names = features();
    if (names.size() != encoding.features().size()) {
      throw new UserException(
          "%d feature columns are set, the model was trained on %d"
              .formatted(names.size(), encoding.features().size()),
          featuresParam(),
          "name as many, in the same order");
    }
    List<FeatureColumn> features = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      features.add(encoding.features().get(c).renamed(names.get(c)));
    }
    return encoding.withFeatures(features);
  }

  /**
   * The columns that it adds.
   *
   * @throws UserException if a feature column is absent, or one that is to be added is there
   *     already
   */
  default StructType withPredictions(StructType schema) {
    features().forEach(name -> SchemaColumns.find(schema, name, featuresParam()));
    return SchemaColumns.with(schema, format().schema(), this);
  }

  /**
   * Adds the columns of the predictions, computed lazily: in batches within a partition, row by row
   * in a stream.
   *
   * @throws UserException if the DataFrame does not have the columns that the model was trained on
   */
  default Dataset<Row> withPredictions(Dataset<?> dataset) {
    return SettingParams.named(() -> transformed(dataset));
  }

  private Dataset<Row> transformed(Dataset<?> dataset) {
    withPredictions(dataset.schema());
    PredictionFormat format = format();
    if (format.schema().isEmpty()) {
      return dataset.toDF();
    }
    if (dataset.isStreaming()) {
      return byFunction(dataset);
    }
    return ScoredTable.of(
        new DatasetTable(dataset),
        encoding(),
        format,
        NetworkScorer.factory(trained().topology(), broadcast(dataset.sparkSession())),
        SettingParams::inParameters);
  }

  private Broadcast<float[]> broadcast(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .broadcast(trained().parameters());
  }

  private Dataset<Row> byFunction(Dataset<?> dataset) {
    String struct = uid() + "_prediction";
    Dataset<Row> predicted =
        dataset
            .toDF()
            .withColumn(struct, function(dataset.sparkSession()).apply(row()))
            .where(column(struct).isNotNull());
    for (StructField field : format().schema().fields()) {
      predicted =
          predicted.withColumn(
              field.name(), column(struct).getField(field.name()), field.metadata());
    }
    return predicted.drop(struct);
  }

  /** A column by its name, whatever characters it has. */
  static Column column(String name) {
    return Table.column(name);
  }

  /**
   * The model as a function of a struct that holds the feature columns, by their names; others in
   * it are ignored. It returns a struct of the columns that {@code transform} adds, or null for a
   * row that the model leaves out. Of a classification it also has {@code probabilityOf}, a struct
   * of the probabilities by the names of the classes, unless these cannot name columns.
   */
  default UserDefinedFunction function(SparkSession spark) {
    PredictionFormat format = functionFormat();
    return functions.udf(
        new ModelFunction(trained().topology(), encoding(), format, broadcast(spark)),
        format.schema());
  }

  /** The format of what {@link #function} returns. */
  default PredictionFormat functionFormat() {
    return format();
  }

  /**
   * Registers {@link #function} in SQL: {@code SELECT name(struct(*)).prediction FROM table}.
   *
   * @param name of the function
   */
  default void registerFunction(SparkSession spark, String name) {
    spark.udf().register(name, function(spark));
  }

  /** The model with the names that the feature columns have in the DataFrame. */
  @Override
  default Model named() {
    Model trained = trained();
    return new Model(trained.topology(), encoding(), trained.parameters(), trained.provenance());
  }

  /**
   * Predicts one vector of features.
   *
   * @throws UserException if the model was trained on other columns than one of vectors
   */
  default Row predictOne(Vector features, PredictionFormat format) {
    Encoding encoding = encoding();
    if (encoding.features().size() != 1) {
      throw new UserException(
          "the model was trained on %d feature columns".formatted(encoding.features().size()),
          "features",
          "give it a DataFrame with these columns");
    }
    StructType schema =
        new StructType().add(encoding.features().get(0).name(), SQLDataTypes.VectorType());
    NetworkScorer scorer =
        new NetworkScorer(state().inference(), trained().topology().outputWidth());
    return new RowScorer(schema, encoding, format, scorer)
        .score(RowFactory.create(features))
        .orElseThrow();
  }
}
