package org.lockstep.settings.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lockstep.OutOfBoundsException;
import org.lockstep.UserException;

class SettingValuesTest {
  private static final Setting<Integer> SIZE =
      Setting.of("batch.size", Values.wholeNumber(1), "128", "Examples.");
  private static final Setting<Integer> BASE =
      Setting.of("batch.base", Values.wholeNumber(1), null, "Examples.");

  private static SettingValues of(Map<String, Object> values) {
    return new SettingValues(new MapSource(values, key -> "place of " + key));
  }

  @Test
  void unsetSettingsHaveTheirDefaults() {
    SettingValues values = of(Map.of());

    assertThat(values.get(SIZE)).isEqualTo(128);
    assertThat(values.has(SIZE)).isTrue();
    assertThat(values.optional(BASE)).isEmpty();
    assertThat(values.has(BASE)).isFalse();
  }

  @Test
  void aSetValueOverridesTheDefault() {
    SettingValues values = of(Map.of("batch.size", "7", "batch.base", "9"));

    assertThat(values.get(SIZE)).isEqualTo(7);
    assertThat(values.optional(BASE)).contains(9);
    assertThat(values.namesIn("batch")).containsExactly("base", "size");
  }

  @Test
  void nullRemovesADefault() {
    Map<String, @Nullable Object> none = new HashMap<>();
    none.put("batch.size", null);
    @SuppressWarnings({"NullAway", "rawtypes", "unchecked"}) // a source may hold null
    SettingValues values = of((Map) none);

    assertThat(values.has(SIZE)).isFalse();
    assertThat(values.optional(SIZE)).isEmpty();
    assertThatThrownBy(() -> values.get(SIZE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "batch.size is null (place of batch.size); it must be a whole number, 1 or more");
  }

  @Test
  void anErrorNamesKeyValueOriginAndRule() {
    assertThatThrownBy(() -> of(Map.of("batch.size", List.of("3"))).get(SIZE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "batch.size is [3] (place of batch.size); it must be a whole number, 1 or more");
    assertThatThrownBy(() -> of(Map.of()).get(BASE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "batch.base is null (place of batch.base); it must be a whole number, 1 or more");
  }

  @Test
  void anErrorOfARecordIsReportedAtTheOriginOfTheSetting() {
    SettingValues values = of(Map.of("batch.size", "3"));

    assertThatThrownBy(
            () ->
                values.checked(
                    "batch",
                    all -> {
                      throw new OutOfBoundsException("size", all.get(SIZE), "it must be even");
                    }))
        .isInstanceOf(UserException.class)
        .hasMessage("batch.size is 3 (place of batch.size); it must be even");
    assertThatThrownBy(
            () ->
                values.checkedByKey(
                    () -> {
                      throw new OutOfBoundsException("batch.size", 3, "it must be even");
                    }))
        .isInstanceOf(UserException.class)
        .hasMessage("batch.size is 3 (place of batch.size); it must be even");
  }

  @Test
  void theCopyMethodsOfASettingChangeOneProperty() {
    assertThat(BASE.withUsual("5").usualValue()).isEqualTo(5);
    assertThatThrownBy(BASE::usualValue).isInstanceOf(IllegalStateException.class);
    assertThat(SIZE.in("training").key()).isEqualTo("training.batch.size");
    assertThat(SIZE.name()).isEqualTo("size");
    assertThat(SIZE.effect()).isEqualTo(Effect.RESULT);
    assertThat(SIZE.with(Effect.NONE).effect()).isEqualTo(Effect.NONE);
    assertThatThrownBy(() -> SIZE.check(0))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessage("size is 0; it must be a whole number, 1 or more");
  }
}
