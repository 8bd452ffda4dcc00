package org.lockstep.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.CategorySettings;
import org.lockstep.data.DataSettings;
import org.lockstep.data.DatasetTable;
import org.lockstep.data.EncodingSettings;
import org.lockstep.data.TargetRange;
import org.lockstep.data.TrainingDataCache;
import org.lockstep.data.Validation;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.network.Loss;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Optimizer;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.training.ClassWeights;
import org.lockstep.training.StoppingSettings;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.TrainingSettings;
import org.lockstep.training.ValidationMetric;
import org.lockstep.training.exchange.ExchangeKind;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Lockstep's estimators share. A fit is a run as the command line does it, in lockstep too:
 * the same rows and parameters come to the same bits, however the DataFrame is partitioned.
 *
 * <p>The DataFrame is computed twice, to survey it and to deal it to lanes: cache it if that is
 * dear, or if its rows are not the same each time. Fits of one cached DataFrame share the examples
 * that were dealt for the first of them. For one thread at a time, as all estimators.
 *
 * @param <E> the estimator
 * @param <M> its model
 */
public abstract class LockstepEstimator<
        E extends LockstepEstimator<E, M>, M extends LockstepModel<M>>
    extends Estimator<M> implements TrainingSetters<E>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private transient List<TrainingListener> listeners = List.of();

  LockstepEstimator(String uid) {
    this.uid = uid;
    setColumnDefaults();
    setTrainingDefaults();
  }

  @Override
  public final String uid() {
    return uid;
  }

  /** What is learnt. */
  abstract Task task();

  /** The loss that is minimised if none is set. */
  abstract String usualLoss();

  /** How the label is brought to a common scale. */
  abstract Scaling labelScaling(TargetRange range);

  /** The columns that the model will write, as far as they are known without it. */
  abstract StructType answers(StructField label);

  abstract M model(String uid, Model trained, @Nullable Metrics validation);

  /**
   * Sets who hears of the training; they are not parameters, and not saved.
   *
   * @param all in place of those before
   */
  public final E setListeners(TrainingListener... all) {
    listeners = List.of(all);
    return self();
  }

  /**
   * Trains.
   *
   * @throws org.lockstep.UserException if the rows or the parameters are not as they must be
   */
  @Override
  public final M fit(Dataset<?> dataset) {
    return ActiveSession.of(dataset, () -> SharedData.of(dataset, cache -> fit(dataset, cache)));
  }

  /**
   * Trains once for each map, all on the rows that were read for the first.
   *
   * @throws org.lockstep.UserException if the rows or the parameters are not as they must be
   */
  @Override
  public final Seq<M> fit(Dataset<?> dataset, Seq<ParamMap> maps) {
    List<M> models =
        ActiveSession.of(
            dataset,
            () ->
                SharedData.of(
                    dataset,
                    cache ->
                        CollectionConverters.asJava(maps).stream()
                            .map(map -> copy(map).fit(dataset, cache))
                            .toList()));
    return CollectionConverters.asScala(models).toSeq();
  }

  final M fit(Dataset<?> dataset, TrainingDataCache cache) {
    transformSchema(dataset.schema());
    TrainingResult result =
        Fit.run(dataset.sparkSession(), cache, data(dataset.schema()), training(), hearers());
    M model = copyValues(model(uid, result.model(), result.validation()), new ParamMap());
    model.setParent(this);
    model.setSummary(new LockstepSummary(result));
    return model;
  }

  /**
   * The columns that the model adds.
   *
   * @throws org.lockstep.UserException if a column is absent, or of a type that cannot be used, or
   *     one that is to be added is there already
   */
  @Override
  public final StructType transformSchema(StructType schema) {
    StructField label = SchemaColumns.find(schema, getLabelCol(), "labelCol");
    features().forEach(name -> SchemaColumns.find(schema, name, "featuresCol"));
    optional(weightCol()).ifPresent(name -> SchemaColumns.find(schema, name, "weightCol"));
    optional(validationIndicatorCol())
        .ifPresent(name -> SchemaColumns.find(schema, name, "validationIndicatorCol"));
    SchemaColumns.requireTrainable(schema, data(schema));
    return SchemaColumns.with(schema, answers(label));
  }

  @Override
  public final E copy(ParamMap extra) {
    E copy = defaultCopy(extra);
    return copy.setListeners(listeners.toArray(TrainingListener[]::new));
  }

  private List<TrainingListener> hearers() {
    List<TrainingListener> hearers = new ArrayList<>(listeners);
    hearers.add(new FitLog(uid));
    return hearers;
  }

  private Optional<String> optional(org.apache.spark.ml.param.Param<String> param) {
    return isDefined(param) ? Optional.of(getOrDefault(param)) : Optional.empty();
  }

  private Loss chosenLoss() {
    return Names.loss(isDefined(loss()) ? getLoss() : usualLoss());
  }

  /** What to learn from, in the terms of the command line. */
  public final DataSettings data(StructType schema) {
    double[] ends = chosenLoss().targetRange();
    TargetRange range = new TargetRange(ends[0], ends[1]);
    return new DataSettings(
        DatasetTable.NAME,
        optional(validationIndicatorCol())
            .<Validation>map(Validation.Column::new)
            .orElseGet(Validation.None::new),
        task(),
        List.of(getLabelCol()),
        features(),
        Names.scaling(getScaling()),
        labelScaling(range),
        task() == Task.CLASSIFICATION
            ? SchemaColumns.classes(SchemaColumns.find(schema, getLabelCol(), "labelCol"))
            : OptionalInt.empty(),
        getSeed(),
        range,
        optional(weightCol()),
        new EncodingSettings(
            Names.missing(getMissing()),
            new CategorySettings(
                getMaxLevels(),
                getHashBuckets(),
                Names.unseen(getUnseenWords()),
                Names.missing(getMissingWords())),
            getDates().equals(Names.REFUSED)
                ? Optional.empty()
                : Optional.of(Names.dates(getDates()))));
  }

  /** How to train, in the terms of the command line. */
  public final TrainingSettings training() {
    Optimizer optimizer = Names.solver(getSolver());
    double rate = isDefined(stepSize()) ? getStepSize() : optimizer.defaultLearningRate();
    double l1 = getRegParam() * getElasticNetParam();
    DescentSettings descent =
        new DescentSettings(
            optimizer,
            rate,
            OptionalInt.empty(),
            new Constant(),
            new Regularization(l1, getRegParam() - l1, OptionalDouble.empty()),
            Clipping.NONE,
            List.of());
    return new TrainingSettings(
        Arrays.stream(getHiddenLayers()).boxed().toList(),
        Names.activation(getActivation()),
        getDropout(),
        getLayerNorm(),
        chosenLoss(),
        getBatchSize(),
        getMaxIter(),
        descent,
        getSeed(),
        isDefined(lanes()) ? OptionalInt.of(getLanes()) : OptionalInt.empty(),
        OptionalInt.empty(),
        ExchangeKind.AUTO,
        stopping(),
        ClassWeights.EQUAL,
        Optional.empty());
  }

  private StoppingSettings stopping() {
    return isDefined(validationIndicatorCol()) && getPatience() > 0
        ? new StoppingSettings(
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.of(new StoppingSettings.Early(getPatience(), 0, ValidationMetric.LOSS, true)))
        : StoppingSettings.NONE;
  }
}
