package org.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.value.MapSource;
import org.lockstep.settings.value.SettingValues;

/** The forms of {@code data.validation} and {@code data.test}. */
class HeldBackSettingsTest {
  private static DataSettings read(Task task, Map<String, Object> heldBack) {
    Map<String, Object> values = new TreeMap<>(heldBack);
    values.put("data.train", "table");
    values.put("data.label", "y");
    return new SettingsReader(
            new SettingValues(new MapSource(values, key -> "place of " + key)), task)
        .data();
  }

  private record Form(Object plain, Validation meant) {}

  static Form[] forms() {
    return new Form[] {
      new Form("a/table.parquet", new Validation.Table("a/table.parquet")),
      new Form("0.25", new Validation.Fraction(0.25)),
      new Form(Map.of("share", "0.25"), new Validation.Fraction(0.25)),
      new Form(Map.of("share", "0.25", "stratified", "false"), new Validation.Fraction(0.25)),
      new Form(Map.of("share", "0.25", "stratified", "true"), new Validation.Fraction(0.25, true)),
      new Form(Map.of("column", "held"), new Validation.Column("held"))
    };
  }

  @ParameterizedTest
  @MethodSource("forms")
  void validationAndTestTakeTheSameForms(Form form) {
    DataSettings data =
        read(
            Task.CLASSIFICATION,
            Map.of("data.validation", form.plain(), "data.test", form.plain()));

    assertThat(data.validation()).isEqualTo(form.meant());
    assertThat(data.test()).isEqualTo(form.meant());
  }

  static Object[] wrong() {
    return new Object[] {
      "1.5",
      Map.of("share", "1"),
      Map.of("share", "many"),
      Map.of("share", "0.1", "column", "held"),
      Map.of("share", "0.1", "stratified", "perhaps"),
      Map.of("stratified", "true"),
      Map.of("column", " ")
    };
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void anythingElseIsRefusedByItsKey(Object plain) {
    assertThatThrownBy(() -> read(Task.CLASSIFICATION, Map.of("data.test", plain)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.test is ")
        .hasMessageContaining("place of data.test");
  }

  @Test
  void sharesThatLeaveNoRowsToTrainOnAreRefused() {
    assertThatThrownBy(
            () -> read(Task.CLASSIFICATION, Map.of("data.validation", "0.5", "data.test", "0.5")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("leave rows to train on");
  }

  @Test
  void aRegressionHasNoStrata() {
    assertThatThrownBy(
            () ->
                read(
                    Task.REGRESSION,
                    Map.of("data.validation", Map.of("share", "0.1", "stratified", "true"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("remove stratified");
  }

  static Form[] folds() {
    return new Form[] {
      new Form(Map.of("folds", "5"), new Validation.Folds(5, false)),
      new Form(Map.of("folds", 5, "stratified", true), new Validation.Folds(5, true)),
      new Form(Map.of("folds", "5", "fold", "5"), new Validation.Fold(5, 5, false)),
      new Form(
          Map.of("folds", "3", "fold", "1", "stratified", "true"), new Validation.Fold(1, 3, true))
    };
  }

  @ParameterizedTest
  @MethodSource("folds")
  void validationTakesFoldsAndTestDoesNot(Form form) {
    assertThat(read(Task.CLASSIFICATION, Map.of("data.validation", form.plain())).validation())
        .isEqualTo(form.meant());
    assertThatThrownBy(() -> read(Task.CLASSIFICATION, Map.of("data.test", form.plain())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.test is ");
  }

  /** A form, and what its message says. */
  private record Refusal(Map<String, ?> plain, String message) {}

  static Refusal[] wrongFolds() {
    return new Refusal[] {
      new Refusal(Map.of("folds", 1), "its folds must be a whole number, 2 or more"),
      new Refusal(Map.of("folds", "many"), "its folds must be a whole number, 2 or more"),
      new Refusal(Map.of("folds", 5, "fold", 0), "its fold must be a whole number from 1 to 5"),
      new Refusal(Map.of("folds", 5, "fold", 6), "its fold must be a whole number from 1 to 5"),
      new Refusal(Map.of("folds", 5, "share", 0.1), "remove share"),
      new Refusal(Map.of("folds", 5, "column", "held"), "remove column"),
      new Refusal(Map.of("folds", 5, "table", "a.b", "sql", "SELECT 1"), "remove sql, table")
    };
  }

  @ParameterizedTest
  @MethodSource("wrongFolds")
  void otherFoldsAreRefusedByWhatIsWrong(Refusal refusal) {
    assertThatThrownBy(() -> read(Task.CLASSIFICATION, Map.of("data.validation", refusal.plain())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(refusal.message())
        .hasMessageContaining("place of data.validation");
  }
}
