package org.lockstep.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.encoding.Task;
import org.lockstep.ml.data.ActiveSession;
import org.lockstep.ml.data.SchemaColumns;
import org.lockstep.ml.data.SharedData;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.optimization.Regularization;
import org.lockstep.settings.NetworkKeys;
import org.lockstep.settings.Recipe;
import org.lockstep.settings.SettingsReader;
import org.lockstep.settings.TrainingKeys;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.settings.value.MapSource;
import org.lockstep.settings.value.NearestName;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Lockstep's estimators have in common. A fit gives the same bits as a run of the command line
 * with the same rows and settings, however the DataFrame is partitioned.
 *
 * <p>The DataFrame is computed twice, to survey it and to deal it to lanes: cache it if that is
 * expensive, or if its rows are not the same each time. Fits of one cached DataFrame share the
 * examples that were dealt for the first of them. Not thread-safe, like all estimators.
 *
 * @param <E> the estimator
 * @param <M> its model
 */
public interface LockstepEstimator<
        E extends Estimator<M> & LockstepEstimator<E, M>,
        M extends org.apache.spark.ml.Model<M> & LockstepModel<M>>
    extends TrainingSetters<E>, DefaultParamsWritable {
  /** Classification or regression. */
  Task task();

  /** The columns that the model will add, as far as they are known before the training. */
  StructType predictionColumns(StructField label);

  /** Makes the model of a training. */
  M model(String uid, Model trained, @Nullable Metrics validation);

  /**
   * Checks the parameters that depend on the number of classes.
   *
   * @throws org.lockstep.UserException if one does not fit
   */
  void requireFit(int classes);

  /** Declared here because Py4J finds no methods of the interfaces that an interface extends. */
  @Override
  default MLWriter write() {
    return DefaultParamsWritable.super.write();
  }

  /** The listeners that {@link #setListeners} has set. */
  List<TrainingListener> listeners();

  /**
   * Sets the listeners of the training; they are not parameters, and not saved.
   *
   * @param all replace the previous ones
   */
  E setListeners(TrainingListener... all);

  /**
   * Trains.
   *
   * @throws org.lockstep.UserException if the rows or the parameters are invalid
   */
  default M trainedOn(Dataset<?> dataset) {
    return SettingParams.named(
        () -> ActiveSession.of(dataset, () -> SharedData.of(dataset, c -> fit(dataset, c))));
  }

  /**
   * Trains once for each map, all on the rows that were read for the first.
   *
   * @throws org.lockstep.UserException if the rows or the parameters are invalid
   */
  default Seq<M> trainedOn(Dataset<?> dataset, Seq<ParamMap> maps) {
    List<M> models =
        SettingParams.named(
            () ->
                ActiveSession.of(
                    dataset,
                    () ->
                        SharedData.of(
                            dataset,
                            cache ->
                                CollectionConverters.asJava(maps).stream()
                                    .map(
                                        map ->
                                            ((LockstepEstimator<E, M>) copyOf(map))
                                                .fit(dataset, cache))
                                    .toList())));
    return CollectionConverters.asScala(models).toSeq();
  }

  private M fit(Dataset<?> dataset, TrainingDataCache cache) {
    checked(dataset.schema());
    TrainingResult result =
        Fit.run(
            dataset.sparkSession(),
            cache,
            data(dataset.schema()),
            training(),
            listenersAndLog(),
            this::requireFit);
    M model = copyValues(model(uid(), result.model(), result.validation()), new ParamMap());
    model.setParent(self());
    model.state().setSummary(new LockstepSummary(result, dataset));
    return model;
  }

  /**
   * The columns that the model adds.
   *
   * @throws org.lockstep.UserException if a column is absent, or of a type that cannot be used, or
   *     one that is to be added is there already
   */
  default StructType withPredictions(StructType schema) {
    return SettingParams.named(() -> checked(schema));
  }

  private StructType checked(StructType schema) {
    StructField label = SchemaColumns.find(schema, getLabelCol(), "labelCol");
    features().forEach(name -> SchemaColumns.find(schema, name, featuresParam()));
    optional(weightCol()).ifPresent(name -> SchemaColumns.find(schema, name, "weightCol"));
    optional(validationIndicatorCol())
        .ifPresent(name -> SchemaColumns.find(schema, name, "validationIndicatorCol"));
    DataSettings data = data(schema);
    SchemaColumns.requireTrainable(schema, data);
    data.target().classes().ifPresent(this::requireFit);
    return SchemaColumns.with(schema, predictionColumns(label), this);
  }

  /** A copy with other parameters, and the same listeners. */
  default E copyOf(ParamMap extra) {
    E copy = defaultCopy(extra);
    return copy.setListeners(listeners().toArray(TrainingListener[]::new));
  }

  private List<TrainingListener> listenersAndLog() {
    List<TrainingListener> all = new ArrayList<>(listeners());
    all.add(new FitLog(uid()));
    return all;
  }

  private Optional<String> optional(Param<String> param) {
    return isDefined(param) ? Optional.of(getOrDefault(param)) : Optional.empty();
  }

  /**
   * Sets any setting of the command line's sections {@code data}, {@code network} and {@code
   * training}, with the same values, checks and messages.
   *
   * @param name of the parameter, such as {@code scheduleWarmUp}, or the key of the setting, such
   *     as {@code training.schedule.warm-up}
   * @param value a number, a text, an array, a list, or for a block a map or its JSON text
   * @throws IllegalArgumentException if there is no such setting, or if it does not take the value
   */
  default E withSetting(String name, Object value) {
    Map.Entry<String, Setting<?>> setting =
        SettingParams.of(task()).entrySet().stream()
            .filter(e -> e.getKey().equals(name) || e.getValue().key().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    setAny(getParam(setting.getKey()), SettingParams.value(setting.getValue(), name, plain(value)));
    return self();
  }

  private static Object plain(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : SettingParams.plain(value);
  }

  private IllegalArgumentException unknown(String name) {
    List<String> known =
        SettingParams.of(task()).entrySet().stream()
            .map(e -> name.contains(".") ? e.getValue().key() : e.getKey())
            .toList();
    return new IllegalArgumentException(
        "there is no setting %s; the nearest is %s".formatted(name, NearestName.of(name, known)));
  }

  @SuppressWarnings("unchecked") // the value was made for the parameter
  private void setAny(Param<?> param, Object value) {
    set((Param<Object>) param, value);
  }

  /** Gives the parameters their defaults: those of the command line. */
  default void setTrainingDefaults() {
    SettingParams.of(task())
        .forEach(
            (name, setting) -> {
              if (setting.usual() != null && !"auto".equals(setting.usual())) {
                setAnyDefault(getParam(name), SettingParams.usual(setting));
              }
            });
    setDefault(patience(), 5);
    setDefault(regParam(), 0.0);
    setDefault(elasticNetParam(), 0.0);
  }

  @SuppressWarnings("unchecked") // the value was made for the parameter
  private void setAnyDefault(Param<?> param, Object value) {
    setDefault((Param<Object>) param, value);
  }

  private Recipe recipe() {
    Param<?> param = getParam(SettingParams.parameterOf(NetworkKeys.RECIPE).orElseThrow());
    return NetworkKeys.RECIPE.type().parse(SettingParams.plain(getOrDefault(param)));
  }

  /** The values of the parameters by the keys of the command line. */
  private SettingValues values() {
    Map<String, Object> values = values(this::isSet);
    Optional<String> mark = optional(validationIndicatorCol());
    mark.ifPresent(name -> values.put(DataKeys.VALIDATION.key(), Map.of("column", name)));
    Map<String, Object> defaults = values(param -> isDefined(param) && !isSet(param));
    defaults.keySet().removeAll(recipe().defaults(task(), source(values)).keySet());
    values.putAll(defaults);
    double l1 = getRegParam() * getElasticNetParam();
    values.put(Regularization.L1.in("training.regularization").key(), String.valueOf(l1));
    values.put(
        Regularization.L2.in("training.regularization").key(), String.valueOf(getRegParam() - l1));
    if (mark.isEmpty() || getPatience() == 0) {
      values.remove(TrainingKeys.PATIENCE.key());
    }
    return source(values);
  }

  private SettingValues source(Map<String, Object> values) {
    return new SettingValues(
        new MapSource(
            values, key -> uid(), (block, name) -> SettingParams.inParameters(block + "." + name)));
  }

  private Map<String, Object> values(Predicate<Param<?>> which) {
    Map<String, Object> values = new TreeMap<>();
    SettingParams.of(task())
        .forEach(
            (name, setting) -> {
              Param<?> param = getParam(name);
              if (which.test(param)) {
                values.put(setting.key(), SettingParams.plain(getOrDefault(param)));
              }
            });
    return values;
  }

  /** The settings of the data. */
  default DataSettings data(StructType schema) {
    DataSettings data =
        SettingParams.named(
            () ->
                new SettingsReader(values(), task())
                    .data(
                        TableSettings.of(DatasetTable.NAME),
                        new ColumnSettings(
                            List.of(getLabelCol()), features(), optional(weightCol())),
                        new DataSettings.HeldBack(
                            optional(validationIndicatorCol())
                                .<Validation>map(Validation.Column::new)
                                .orElseGet(Validation.None::new),
                            new Validation.None())));
    OptionalInt classes =
        SchemaColumns.classes(SchemaColumns.find(schema, getLabelCol(), "labelCol"));
    return task() == Task.CLASSIFICATION && data.target().classes().isEmpty() && classes.isPresent()
        ? data.withTarget(data.target().withClasses(classes.getAsInt()))
        : data;
  }

  /** The settings of the training. */
  default TrainingSettings training() {
    return SettingParams.named(() -> new SettingsReader(values(), task()).training());
  }
}
