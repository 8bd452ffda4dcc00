package org.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.network.Activation;
import org.lockstep.network.Losses;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.schedule.Schedules;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Shape;
import org.lockstep.settings.value.Type;
import org.lockstep.settings.value.ValueType;

/** Properties of every setting. */
class KnownSettingsTest {
  private static final Set<Shape> LISTS =
      EnumSet.of(Shape.WHOLE_NUMBERS, Shape.NUMBERS, Shape.TEXTS);

  static List<Setting<?>> all() {
    return KnownSettings.ALL;
  }

  /** The settings that the types of a block have, with the defaults that they have there. */
  static Stream<Arguments> ofTypes() {
    List<Arguments> all = new ArrayList<>();
    for (var block :
        List.of(
            Arguments.of("training.optimizer", Optimizers.TYPES),
            Arguments.of("training.schedule", Schedules.TYPES),
            Arguments.of("training", Losses.TYPES))) {
      for (Object type : (List<?>) block.get()[1]) {
        for (Setting<?> setting : ((Type<?>) type).settings()) {
          all.add(Arguments.of(block.get()[0], ((Type<?>) type).name(), setting));
        }
      }
    }
    return all.stream();
  }

  @Test
  void everyKeyIsUnique() {
    assertThat(all()).extracting(Setting::key).doesNotHaveDuplicates().hasSizeGreaterThan(70);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSettingHasAKeyOfItsSectionAndAMeaning(Setting<?> setting) {
    assertThat(setting.key()).matches("(data|network|training)(\\.[a-z0-9]+(-[a-z0-9]+)*)+");
    assertThat(setting.meaning()).matches("(\\p{Lu}|[α-ω]).*\\.");
    assertThat(setting.type().rule()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aDefaultIsValidForItsType(Setting<?> setting) {
    assertDefault(setting);
  }

  @ParameterizedTest
  @MethodSource("ofTypes")
  void aSettingOfATypeIsKnownAndItsDefaultIsValid(String block, String type, Setting<?> setting) {
    assertThat(all()).extracting(Setting::key).as(type).contains(block + "." + setting.key());
    assertDefault(setting);
  }

  private static <T> void assertDefault(Setting<T> setting) {
    if (setting.usual() != null) {
      T value = setting.usualValue();
      assertThatCode(() -> setting.check(value)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void anExampleIsValidForItsType(Setting<?> setting) {
    ValueType<?> type = setting.type();
    String example = type.example();
    Object plain =
        LISTS.contains(type.shape()) && example.startsWith("[")
            ? List.of(example.substring(1, example.length() - 1).split(", *", -1))
            : example;
    assertThatCode(() -> type.parse(plain)).doesNotThrowAnyException();
  }

  @Test
  void theChoicesAreThoseOfTheRegistries() {
    for (Type<?> optimizer : Optimizers.TYPES) {
      assertThat(TrainingKeys.OPTIMIZER_TYPE.type().parse(optimizer.name())).isSameAs(optimizer);
    }
    for (Type<?> schedule : Schedules.TYPES) {
      assertThat(TrainingKeys.SCHEDULE_TYPE.type().parse(schedule.name())).isSameAs(schedule);
    }
    for (Type<?> loss : Losses.TYPES) {
      assertThat(TrainingKeys.LOSS.type().parse(loss.name())).isSameAs(loss);
      assertThat(TrainingKeys.LOSS.meaning()).contains(loss.name());
    }
    for (Activation activation : Activation.values()) {
      if (!activation.isForOutputOnly()) {
        assertThat(NetworkKeys.ACTIVATION.type().parse(activation.settingsName()))
            .isEqualTo(activation);
      }
    }
  }

  @Test
  void onlyLengthAndExecutionSettingsDoNotAffectTheBits() {
    assertThat(KnownSettings.with(Effect.LENGTH))
        .extracting(Setting::key)
        .containsExactlyInAnyOrder(
            "training.epochs", "training.max-iterations", "training.max-minutes");
    assertThat(KnownSettings.with(Effect.NONE))
        .extracting(Setting::key)
        .containsExactlyInAnyOrder(
            "training.metrics",
            "training.checkpoint.every-iterations",
            "training.checkpoint.every-epochs",
            "training.checkpoint.every-minutes",
            "training.checkpoint.keep",
            "training.partitions",
            "training.exchange");
    assertThat(KnownSettings.with(Effect.RESULT)).hasSize(all().size() - 3 - 7);
  }
}
