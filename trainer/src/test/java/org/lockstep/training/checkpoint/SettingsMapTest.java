package org.lockstep.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.encoding.Task;
import org.lockstep.network.Kernel;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.Schedules;
import org.lockstep.settings.SettingsReader;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.value.MapSource;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Type;
import org.lockstep.support.Runs;

/** A manifest names the settings of each optimizer and schedule as the settings file does. */
class SettingsMapTest {
  private static Map<?, ?> block(String block, Type<?> type) {
    Map<String, Object> values = new TreeMap<>(Map.of("training." + block + ".type", type.name()));
    for (Setting<?> setting : type.settings()) {
      String example = setting.type().example();
      if (setting.usual() == null) {
        values.put(
            "training.%s.%s".formatted(block, setting.key()),
            example.startsWith("[")
                ? List.of(example.substring(1, example.length() - 1).split(", *", -1))
                : example);
      }
    }
    SettingValues source = new SettingValues(new MapSource(values, key -> key));
    return (Map<?, ?>)
        SettingsMap.of(
                new SettingsReader(source, Task.REGRESSION).training(), new BatchPlan(10, 5, 1))
            .get(block);
  }

  static List<Type<Optimizer>> optimizers() {
    return Optimizers.TYPES;
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theHyperparametersOfAnOptimizerHaveTheirNamesInTheSettings(Type<Optimizer> type) {
    assertThat(block("optimizer", type).keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrderElementsOf(names(type, "type", "learning-rate"));
  }

  static List<Type<Schedule>> schedules() {
    return Schedules.TYPES;
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theSettingsOfAScheduleHaveTheirNamesInTheSettings(Type<Schedule> type) {
    List<String> names = new ArrayList<>(names(type, "type"));
    names.remove("metric"); // only written if it is not the loss, which older versions had

    assertThat(block("schedule", type).keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void theKernelIsWrittenUnlessItIsNd4j() {
    TrainingSettings nd4j = Runs.regression("table").training();
    TrainingSettings portable = nd4j.withNetwork(nd4j.network().withKernel(Kernel.PORTABLE));
    BatchPlan plan = new BatchPlan(10, 5, 1);

    assertThat(SettingsMap.of(nd4j, plan)).doesNotContainKey("kernel");
    assertThat(SettingsMap.of(portable, plan)).containsEntry("kernel", "portable");
    assertThat(SettingsMap.kernel(SettingsMap.of(nd4j, plan))).isEqualTo(Kernel.ND4J);
    assertThat(SettingsMap.kernel(SettingsMap.of(portable, plan))).isEqualTo(Kernel.PORTABLE);
  }

  @Test
  void whatOlderVersionsDidNotHaveIsWrittenOnlyIfItIsSet() {
    BatchPlan plan = new BatchPlan(10, 5, 1);
    Map<String, Object> set = new TreeMap<>();
    set.put("training.learning-rate-factors.biases", 0.1);
    set.put("training.learning-rate-factors.weights", 1);
    set.put("training.parametrization", "neural-tangent");
    set.put("training.regularization.schedule", "flat-cosine");
    set.put("network.dropout-schedule", "flat-cosine");
    set.put("network.initialization", "data-driven");

    Map<String, Object> usual = SettingsMap.of(training(Map.of()), plan);
    Map<String, Object> map = SettingsMap.of(training(set), plan);

    assertThat(usual)
        .doesNotContainKeys("learning-rate-factors", "parametrization", "dropout-schedule")
        .doesNotContainKey("initialization")
        .containsEntry("regularization", Map.of("l1", 0.0, "l2", 0.0));
    assertThat(map)
        .containsEntry("learning-rate-factors", Map.of("biases", 0.1))
        .containsEntry("parametrization", "neural-tangent")
        .containsEntry("dropout-schedule", "flat-cosine")
        .containsEntry("initialization", "data-driven")
        .containsEntry("regularization", Map.of("l1", 0.0, "l2", 0.0, "schedule", "flat-cosine"));
  }

  private static TrainingSettings training(Map<String, Object> values) {
    SettingValues source = new SettingValues(new MapSource(values, key -> key));
    return new SettingsReader(source, Task.REGRESSION).training();
  }

  @Test
  void aManifestIsReadAsSettingsByTheirNamesAndResults() {
    Map<String, Object> manifest =
        Map.of("seed", 7, "early", Map.of("patience", 3), "loss", 0.5, "stopped", "epochs");

    assertThat(SettingsMap.settings(manifest))
        .isEqualTo(Map.of("seed", 7, "early-stopping", Map.of("patience", 3)));
    assertThat(SettingsMap.results(manifest)).isEqualTo(Map.of("loss", 0.5, "stopped", "epochs"));
  }

  private static List<String> names(Type<?> type, String... others) {
    return Stream.concat(type.settings().stream().map(Setting::key), Stream.of(others)).toList();
  }
}
