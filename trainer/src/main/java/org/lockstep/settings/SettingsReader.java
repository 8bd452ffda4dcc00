package org.lockstep.settings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.network.Loss;
import org.lockstep.network.Losses;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.TargetSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.table.ReadSettings;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Type;

/**
 * Reads settings of any source into records: of a settings file, the command line, or the
 * parameters of a Spark ML stage. Every mistake is a {@link org.lockstep.UserException} that names
 * the key.
 */
public final class SettingsReader {
  private static final String NEEDS_VALIDATION =
      "it needs examples to validate on: set data.validation";

  private final SettingValues values;
  private final Task task;

  /**
   * Creates the reader.
   *
   * @param values the settings by key
   */
  public SettingsReader(SettingValues values) {
    this(values, values.get(TrainingKeys.TASK));
  }

  /** Creates the reader of settings that do not name the task. */
  public SettingsReader(SettingValues values, Task task) {
    this.values = values.withDefaults(values.get(NetworkKeys.RECIPE).defaults(task, values));
    this.task = task;
  }

  /** The network and how it is trained. */
  public TrainingSettings training() {
    return values.checkedByKey(
        () -> {
          NetworkSettings network = network();
          checkWatched(ReduceOnPlateau.METRIC.in(TrainingKeys.SCHEDULE));
          return new TrainingSettings(
              network,
              batches(),
              new DescentReader(values).read(network.hidden().size() + 1),
              stopping(),
              classWeights(),
              decision(network.loss()),
              values.optional(TrainingKeys.WARM_START),
              placement());
        });
  }

  /**
   * The data of a run.
   *
   * @param table to train on
   * @param columns the meaning of the columns
   * @param heldBack the examples that are not trained on
   */
  public DataSettings data(
      TableSettings table, ColumnSettings columns, DataSettings.HeldBack heldBack) {
    return new DataSettings(
        table,
        heldBack,
        columns,
        target(),
        new EncodingReader(values, task).read(),
        values.get(TrainingKeys.SEED));
  }

  /** The same with the table, the columns and the validation that are set. */
  public DataSettings data() {
    return data(
        new TableSettings(values.get(DataKeys.TRAIN), ReadSettings.of(values)),
        columns(),
        heldBack());
  }

  /** When a run is saved. */
  public CheckpointSettings checkpoints() {
    return new CheckpointSettings(
        count(CheckpointKeys.EVERY_ITERATIONS),
        count(CheckpointKeys.EVERY_EPOCHS),
        number(CheckpointKeys.EVERY_MINUTES),
        values.get(CheckpointKeys.KEEP));
  }

  /** A metric of the validation examples that the task has. */
  public ValidationMetric metric(Setting<ValidationMetric> setting) {
    return values.get(setting.withType(ValidationMetric.typeFor(task)));
  }

  /** The loss that training minimises. */
  public Loss loss() {
    boolean classes = task == Task.CLASSIFICATION;
    Losses.TYPES.stream()
        .flatMap(any -> any.settings().stream())
        .forEach(setting -> values.check(setting.in(TrainingKeys.BLOCK)));
    Type<Loss> type =
        values.has(TrainingKeys.LOSS) ? values.get(TrainingKeys.LOSS) : Losses.usualFor(classes);
    Loss loss = type.make(values, TrainingKeys.BLOCK, TrainingKeys.LOSS);
    if (classes ? !loss.forClasses() : !loss.forNumbers()) {
      throw values.wrong(
          TrainingKeys.LOSS,
          "it is not for %s, which takes one of %s"
              .formatted(
                  task.settingsName(),
                  Losses.usual().stream()
                      .filter(l -> classes ? l.forClasses() : l.forNumbers())
                      .map(Loss::settingsName)
                      .collect(Collectors.joining(", "))));
    }
    return loss;
  }

  private void checkIsOfClasses(Setting<?> setting) {
    if (values.has(setting) && task == Task.REGRESSION) {
      throw values.wrong(setting, "a regression has no classes; remove the line");
    }
  }

  private void checkWatched(Setting<ValidationMetric> setting) {
    if (values.has(setting)
        && metric(setting) != ValidationMetric.LOSS
        && !values.has(DataKeys.VALIDATION)) {
      throw values.wrong(setting, NEEDS_VALIDATION);
    }
  }

  private NetworkSettings network() {
    return new NetworkSettings(
        values.get(NetworkKeys.HIDDEN),
        new NetworkSettings.Units(
            values.get(NetworkKeys.ACTIVATION),
            values.get(NetworkKeys.PARAMETRIC_ACTIVATION),
            values.get(NetworkKeys.DROPOUT),
            values.get(NetworkKeys.DROPOUT_SCHEDULE),
            values.get(NetworkKeys.LAYER_NORM)),
        values.get(NetworkKeys.INITIALIZATION),
        InputSettings.read(values),
        loss(),
        values.get(TrainingKeys.KERNEL));
  }

  private BatchSettings batches() {
    return new BatchSettings(
        values.get(TrainingKeys.BATCH_SIZE),
        values.get(TrainingKeys.EPOCHS),
        values.get(TrainingKeys.LANES),
        values.get(TrainingKeys.SEED));
  }

  private PlacementSettings placement() {
    return new PlacementSettings(
        values.get(TrainingKeys.PARTITIONS), values.get(TrainingKeys.EXCHANGE));
  }

  private ColumnSettings columns() {
    List<String> label = values.get(DataKeys.LABEL);
    if (label.isEmpty()) {
      throw values.wrong(DataKeys.LABEL, "name the column to learn");
    }
    if (task == Task.CLASSIFICATION && label.size() > 1) {
      throw values.wrong(DataKeys.LABEL, "a classification has one label column");
    }
    List<String> features = values.get(DataKeys.FEATURES);
    for (String name : label) {
      if (features.contains(name)) {
        throw values.wrong(DataKeys.FEATURES, "take out %s, which is the label".formatted(name));
      }
    }
    return new ColumnSettings(label, features, values.optional(DataKeys.WEIGHT));
  }

  private DataSettings.HeldBack heldBack() {
    DataSettings.HeldBack heldBack =
        new DataSettings.HeldBack(heldBack(DataKeys.VALIDATION), heldBack(DataKeys.TEST));
    if (heldBack.validation() instanceof Validation.Fraction validation
        && heldBack.test() instanceof Validation.Fraction test
        && validation.share() + test.share() >= 1) {
      throw values.wrong(
          DataKeys.TEST,
          "with the share of data.validation, %s, it must leave rows to train on"
              .formatted(validation.share()));
    }
    return heldBack;
  }

  private Validation heldBack(Setting<Validation> setting) {
    Validation rows = values.optional(setting).orElseGet(Validation.None::new);
    boolean stratified =
        (rows instanceof Validation.Fraction share && share.stratified())
            || (rows instanceof Validation.Folds folds && folds.stratified())
            || (rows instanceof Validation.Fold fold && fold.stratified());
    if (task == Task.REGRESSION && stratified) {
      throw values.wrong(
          setting, "stratified is for classes, and a regression has none; remove stratified");
    }
    return rows;
  }

  private TargetSettings target() {
    double[] ends = loss().targetRange();
    TargetSettings.Range range = new TargetSettings.Range(ends[0], ends[1]);
    checkIsOfClasses(DataKeys.CLASSES);
    checkIsOfClasses(DataKeys.POSITIVE_CLASS);
    return new TargetSettings(
        task,
        values.optional(DataKeys.CLASSES).map(OptionalInt::of).orElseGet(OptionalInt::empty),
        targetScaling(range),
        range,
        values.get(DataKeys.MISSING_LABEL),
        values.optional(DataKeys.POSITIVE_CLASS));
  }

  /** A loss that is defined for some numbers only takes the targets as they are. */
  private Scaling targetScaling(TargetSettings.Range range) {
    List<Scaling> allowed =
        range.equals(TargetSettings.Range.ANY) ? Scaling.OF_TARGETS : List.of(Scaling.NONE);
    return values
        .optional(DataKeys.TARGET_SCALING.withType(Scaling.typeOf(allowed)))
        .orElse(allowed.contains(Scaling.STANDARD) ? Scaling.STANDARD : Scaling.NONE);
  }

  private StoppingSettings stopping() {
    StoppingSettings settings =
        new StoppingSettings(
            count(TrainingKeys.MAX_ITERATIONS),
            number(TrainingKeys.MAX_MINUTES),
            count(TrainingKeys.VALIDATE_EVERY),
            target(values.optional(TrainingKeys.TARGET_VALUE)),
            early(),
            metrics());
    if (!values.has(DataKeys.VALIDATION)) {
      for (Setting<?> setting :
          List.of(
              TrainingKeys.PATIENCE,
              TrainingKeys.TARGET_VALUE,
              TrainingKeys.VALIDATE_EVERY,
              TrainingKeys.METRICS)) {
        if (values.has(setting) && !values.get(setting).equals(List.of())) {
          throw values.wrong(setting, NEEDS_VALIDATION);
        }
      }
    }
    return settings;
  }

  private List<ValidationMetric> metrics() {
    return values.get(TrainingKeys.METRICS.withType(ValidationMetric.listFor(task)));
  }

  private Optional<StoppingSettings.Target> target(Optional<Double> value) {
    return value.map(good -> new StoppingSettings.Target(metric(TrainingKeys.TARGET_METRIC), good));
  }

  private Optional<StoppingSettings.Early> early() {
    return values
        .optional(TrainingKeys.PATIENCE)
        .map(
            patience ->
                new StoppingSettings.Early(
                    patience,
                    values.get(TrainingKeys.MIN_CHANGE),
                    metric(TrainingKeys.EARLY_METRIC),
                    values.get(TrainingKeys.RESTORE_BEST)));
  }

  private ClassWeights classWeights() {
    checkIsOfClasses(TrainingKeys.CLASS_WEIGHTS);
    return values.optional(TrainingKeys.CLASS_WEIGHTS).orElse(ClassWeights.EQUAL);
  }

  private DecisionSettings decision(Loss loss) {
    checkIsOfClasses(DecisionSettings.THRESHOLD);
    boolean calibrate = values.get(DecisionSettings.CALIBRATE);
    if (calibrate) {
      checkIsOfClasses(DecisionSettings.CALIBRATE);
      if (loss instanceof Loss.Hinge) {
        throw values.wrong(
            DecisionSettings.CALIBRATE,
            "hinge gives no probabilities; train by cross-entropy or remove the line");
      }
    }
    DecisionSettings settings =
        new DecisionSettings(calibrate, values.optional(DecisionSettings.THRESHOLD));
    if (settings.needsValidation()) {
      Setting<?> needing = calibrate ? DecisionSettings.CALIBRATE : DecisionSettings.THRESHOLD;
      if (!values.has(DataKeys.VALIDATION)) {
        throw values.wrong(needing, NEEDS_VALIDATION);
      } else if (values.get(DataKeys.VALIDATION) instanceof Validation.Folds) {
        throw values.wrong(
            needing,
            "the model of folds trains on all rows and has none to decide on: set data.validation"
                + " to a share or a table");
      }
    }
    return settings;
  }

  private OptionalLong count(Setting<Long> setting) {
    return values.optional(setting).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private OptionalDouble number(Setting<Double> setting) {
    return values.optional(setting).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
