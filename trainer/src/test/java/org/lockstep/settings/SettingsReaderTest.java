package org.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ThresholdRule;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Losses;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.Schedules;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.TargetSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.value.MapSource;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Type;

/** Reads records from plain values; the tests of jobs read them from files. */
class SettingsReaderTest {
  private static SettingsReader of(Task task, Map<String, Object> values) {
    return new SettingsReader(
        new SettingValues(new MapSource(values, key -> "place of " + key)), task);
  }

  private static SettingsReader of(Task task, String... settings) {
    Map<String, Object> values = new TreeMap<>();
    for (String setting : settings) {
      values.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return of(task, values);
  }

  @Test
  void withoutSettingsEveryRecordIsItsDefault() {
    TrainingSettings training = of(Task.REGRESSION).training();

    assertThat(training)
        .isEqualTo(
            TrainingSettings.of(
                NetworkSettings.of(List.of(64), Activation.RELU, new Loss.SquaredError()),
                new BatchSettings(128, 20, OptionalInt.empty(), 1),
                DescentSettings.of(new Sgd(), 0.1)));
    assertThat(of(Task.REGRESSION).checkpoints()).isEqualTo(CheckpointSettings.DEFAULT);
    DataSettings data = of(Task.REGRESSION, "data.train=t", "data.label=y").data();
    assertThat(data.encoding()).isEqualTo(EncodingSettings.DEFAULT);
    assertThat(data.target()).isEqualTo(TargetSettings.of(Task.REGRESSION, Scaling.STANDARD));
    assertThat(data.columns()).isEqualTo(ColumnSettings.of(List.of("y"), List.of()));
    assertThat(data.validation()).isEqualTo(new Validation.None());
  }

  static List<Type<Optimizer>> optimizers() {
    return Optimizers.TYPES;
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void anOptimizerByNameHasItsDefaultHyperparametersAndLearningRate(Type<Optimizer> type) {
    DescentSettings descent =
        of(Task.REGRESSION, "training.optimizer.type=" + type.name()).training().descent();

    assertThat(descent)
        .isEqualTo(DescentSettings.of(type.usual(), type.usual().defaultLearningRate()));
    assertThat(descent.optimizer().settingsName()).isEqualTo(type.name());
  }

  static List<Type<Schedule>> schedules() {
    return Schedules.TYPES;
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void aScheduleByNameTakesTheExamplesOfItsSettings(Type<Schedule> type) {
    Map<String, Object> values = new TreeMap<>(Map.of("training.schedule.type", type.name()));
    for (Setting<?> setting : type.settings()) {
      if (setting.usual() == null) {
        String example = setting.type().example();
        values.put(
            "training.schedule." + setting.key(),
            example.startsWith("[")
                ? List.of(example.substring(1, example.length() - 1).split(", *", -1))
                : example);
      }
    }

    Schedule schedule = of(Task.REGRESSION, values).training().descent().learningRate().schedule();

    assertThat(schedule.settingsName()).isEqualTo(type.name());
  }

  @ParameterizedTest
  @EnumSource
  void aLossOfTheOtherTaskIsRefusedWithTheAllowedOnes(Task task) {
    boolean classes = task == Task.CLASSIFICATION;
    List<String> fitting = new ArrayList<>();
    for (Loss loss : Losses.usual()) {
      if (classes ? loss.forClasses() : loss.forNumbers()) {
        fitting.add(loss.settingsName());
      }
    }
    for (Type<Loss> type : Losses.TYPES) {
      SettingsReader reader = of(task, "training.loss=" + type.name());
      if (fitting.contains(type.name())) {
        assertThat(reader.loss()).isEqualTo(type.usual());
        assertThat(reader.loss().settingsName()).isEqualTo(type.name());
      } else {
        assertThatThrownBy(reader::loss)
            .isInstanceOf(UserException.class)
            .hasMessage(
                "training.loss is %s (place of training.loss); it is not for %s, which takes one"
                    + " of %s",
                type.name(), task.settingsName(), String.join(", ", fitting));
      }
    }
    assertThat(fitting).hasSizeBetween(2, Losses.TYPES.size() - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.lanes=3 training.partitions=4 | training.partitions is 4 | which is 3",
        "training.optimizer.type=lbfgs network.dropout=0.5 | network.dropout is 0.5 | set it to 0",
        "training.optimizer.type=lbfgs training.clip.value=1 | training.clip.value is 1 | remove"
            + " it: lbfgs",
        "training.target.value=0.5 | training.target.value is 0.5 | data.validation",
        "training.early-stopping.patience=3 | early-stopping.patience is 3 | data.validation",
        "training.metrics=mae | training.metrics is .* | data.validation",
        "training.metrics=f1 data.validation=0.1 | training.metrics is .* | mae",
        "training.schedule.type=reduce-on-plateau training.schedule.metric=r2 |"
            + " training.schedule.metric is r2 | data.validation",
        "training.class-weights=balanced | class-weights is balanced | a regression has no classes",
        "training.calibrate=true data.validation=0.1 | training.calibrate is true | a regression has"
            + " no classes",
        "training.threshold=f1 data.validation=0.1 | training.threshold is f1 | a regression has no"
            + " classes",
        "training.early-stopping.patience=0 data.validation=0.1 | patience is 0 | 1 or more",
        "training.target.value=1 data.validation=0.1 training.target.metric=accuracy |"
            + " training.target.metric is accuracy | loss, rmse, r2",
      })
  void aSettingInConflictWithOthersIsNamedByKeyAndOrigin(
      String settings, String what, String rule) {
    assertThatThrownBy(() -> of(Task.REGRESSION, settings.split(" ", -1)).training())
        .isInstanceOf(UserException.class)
        .hasMessageMatching(".*%s \\(place of .*\\); .*".formatted(what))
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.calibrate=true | training.calibrate is true | data.validation",
        "training.threshold=balanced | training.threshold is balanced | data.validation",
        "training.loss=hinge training.calibrate=true data.validation=0.1 | calibrate is true |"
            + " hinge gives no probabilities",
        "training.threshold=half data.validation=0.1 | threshold is half | f1, balanced",
        "training.threshold=1 data.validation=0.1 | threshold is 1 | less than 1",
        "training.threshold={\"recall\":0} data.validation=0.1 | threshold is .* | greater than 0",
        "training.threshold={\"recal\":1} data.validation=0.1 | threshold is .* | recall = 0.9",
        "training.threshold={\"false-positive\":-1,\"false-negative\":1} data.validation=0.1 |"
            + " threshold is .* | costs must be 0 or more",
      })
  void aDecisionThatCannotBeMadeIsRefused(String settings, String what, String rule) {
    assertThatThrownBy(() -> of(Task.CLASSIFICATION, settings.split(" ", -1)).training())
        .isInstanceOf(UserException.class)
        .hasMessageMatching(".*%s \\(place of .*\\); .*".formatted(what))
        .hasMessageContaining(rule);
  }

  @Test
  void theModelOfFoldsHasNoExamplesLeftToDecideOn() {
    Map<String, Object> settings =
        Map.of("training.calibrate", "true", "data.validation", Map.of("folds", "3"));

    assertThatThrownBy(() -> of(Task.CLASSIFICATION, settings).training())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training.calibrate is true")
        .hasMessageContaining("a share or a table");
  }

  @Test
  void aThresholdOfItsOwnNeedsNoExamplesToValidateOn() {
    DecisionSettings given =
        of(Task.CLASSIFICATION, "training.threshold=0.3").training().decision();

    assertThat(given.threshold()).hasValue(new ThresholdRule.Fixed(0.3));
    assertThat(given.needsValidation()).isFalse();
  }
}
