package org.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.network.Activation;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.settings.value.MapSource;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Type;

class RecipeTest {
  private static TrainingSettings read(Task task, Map<String, Object> values) {
    return new SettingsReader(new SettingValues(new MapSource(values, key -> "here")), task)
        .training();
  }

  private static EncodingSettings encoding(Task task, Map<String, Object> values) {
    return new SettingsReader(new SettingValues(new MapSource(values, key -> "here")), task)
        .data(
            TableSettings.of("a.parquet"),
            new ColumnSettings(List.of("y"), List.of(), Optional.empty()),
            new DataSettings.HeldBack(new Validation.None(), new Validation.None()))
        .encoding();
  }

  private static Map<String, Object> with(Recipe recipe, Map<String, Object> others) {
    Map<String, Object> values = new TreeMap<>(others);
    values.put("network.recipe", recipe.settingsName());
    return values;
  }

  @Test
  void thePlainRecipeChangesNoDefault() {
    for (Task task : Task.values()) {
      assertThat(Recipe.PLAIN.defaults(task)).isEmpty();
      assertThat(read(task, with(Recipe.PLAIN, Map.of()))).isEqualTo(read(task, Map.of()));
    }
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void everyDefaultIsThatOfASettingAndReadsAsItsValueSetByHand(Recipe recipe) {
    for (Task task : Task.values()) {
      Map<String, Object> defaults = recipe.defaults(task);
      assertThat(KnownSettings.ALL).extracting(Setting::key).containsAll(defaults.keySet());
      assertThat(read(task, with(recipe, Map.of()))).isEqualTo(read(task, defaults));
      assertThat(encoding(task, with(recipe, Map.of()))).isEqualTo(encoding(task, defaults));
    }
  }

  @Test
  void whatIsSetComesBeforeTheRecipe() {
    TrainingSettings training =
        read(
            Task.REGRESSION,
            with(
                Recipe.REALMLP,
                Map.of("network.activation", "tanh", "training.optimizer.type", "sgd")));

    assertThat(training.network().activation()).isEqualTo(Activation.TANH);
    assertThat(training.network().hidden()).containsExactly(256, 256, 256);
    assertThat(training.descent().optimizer()).isInstanceOf(Sgd.class);
    assertThat(training.descent().learningRate().eta()).isEqualTo(new Sgd().defaultLearningRate());
  }

  @Test
  void everyOptimizerCanBeSetBesideIt() {
    for (Type<Optimizer> type : Optimizers.TYPES) {
      Map<String, Object> set = Map.of("training.optimizer.type", type.name());

      assertThat(read(Task.REGRESSION, with(Recipe.REALMLP, set)).descent().optimizer())
          .as(type.name())
          .hasSameClassAs(type.usual());
    }
  }

  @Test
  void aMistakeIsNamedAsWithoutARecipe() {
    assertThatThrownBy(
            () ->
                read(
                    Task.REGRESSION,
                    with(Recipe.REALMLP, Map.of("training.optimizer.momentum", "0.5"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training.optimizer.momentum is 0.5")
        .hasMessageContaining("adamw takes");
  }
}
