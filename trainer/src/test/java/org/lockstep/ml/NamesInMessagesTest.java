package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.value.Setting;

/** A mistake of an estimator's user names parameters, where the command line names keys. */
@Tag("spark")
class NamesInMessagesTest {
  private static final String KEY = "(?s).*(?:data|network|training)\\.[a-z].*";

  private static Dataset<Row> train;

  @BeforeAll
  static void read() {
    train = Iris.train();
  }

  static Stream<Setting<?>> settings() {
    return KnownSettings.ALL.stream().filter(s -> s.key().matches("(data|network|training)\\..*"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aMessageNamesTheParameterOfEachKeyOrWhatTheStageHasInstead(Setting<?> setting) {
    String message =
        SettingParams.inParameters(
            "set %s = x (%s); %s".formatted(setting.key(), setting.key(), setting.key()));

    assertThat(message).doesNotMatch(KEY);
    SettingParams.parameterOf(setting)
        .ifPresent(
            name -> assertThat(message).isEqualTo("set %1$s = x (%1$s); %1$s".formatted(name)));
  }

  static Stream<String> parameters() {
    return Stream.of(Task.values())
        .flatMap(task -> SettingParams.of(task).keySet().stream())
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aValueThatAParameterDoesNotTakeIsRefusedByItsName(String name) {
    LockstepEstimator<?, ?> stage =
        SettingParams.of(Task.CLASSIFICATION).containsKey(name)
            ? new LockstepClassifier()
            : new LockstepRegressor();
    Setting<?> setting = SettingParams.of(stage.task()).get(name);
    Object wrong = Map.of("no", "such value");

    assertThatThrownBy(() -> stage.withSetting(name, wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " is ");
    assertThatThrownBy(() -> stage.withSetting(setting.key(), wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(setting.key() + " is ");
  }

  /** Found by a task of a later query, in a partition and by the function of SQL. */
  @Test
  void aNewWordNamesTheParameterThatSkipsIt() {
    Dataset<Row> rows = train.withColumn("word", functions.lit("known"));
    LockstepClassificationModel model =
        new LockstepClassifier()
            .setFeaturesCols("petal_width", "word")
            .setLabelCol("species")
            .setMaxIter(1)
            .fit(rows);
    Dataset<Row> strange = rows.limit(1).withColumn("word", functions.lit("new"));

    assertThatThrownBy(() -> model.transform(strange).collectAsList())
        .rootCause()
        .hasMessageContaining("or train with unseenWords = ");
    assertThatThrownBy(
            () ->
                strange
                    .select(
                        model
                            .function(strange.sparkSession())
                            .apply(functions.struct("petal_width", "word")))
                    .collectAsList())
        .rootCause()
        .hasMessageContaining("or train with unseenWords = ");
  }

  @Test
  void aTextWithoutKeysStays() {
    String text = "cannot read data.parquet of s3://training.example/data.train.old in /data.train";

    assertThat(SettingParams.inParameters(text)).isEqualTo(text);
  }

  @Test
  void aColumnThatDoesNotExistIsNamedWithTheParameterThatNamesIt() {
    assertThatThrownBy(() -> Iris.classifier().setFeaturesCols("nope").fit(train))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column nope does not exist (featuresCols)");
    assertThatThrownBy(() -> Iris.classifier().setFeaturesCol("nope").fit(train))
        .hasMessageContaining("column nope does not exist (featuresCol)");
    assertThatThrownBy(
            () -> Iris.classifier().fit(train.withColumn("rawPrediction", functions.lit(1))))
        .hasMessageContaining("has a column rawPrediction already (rawPredictionCol)");
  }

  @Test
  void rulesOfSeveralSettingsNameParameters() {
    List<LockstepClassifier> wrong =
        List.of(
            Iris.classifier()
                .withSetting("targetValue", 0.9)
                .withSetting("targetMetric", "accuracy"),
            Iris.classifier().setLoss("l2").setSolver("lbfgs").setDropout(0.5),
            Iris.classifier().setSolver("sgd").withSetting("optimizerMomentum", 0.5),
            Iris.classifier().setLanes(2).withSetting("partitions", 3),
            Iris.classifier().withSetting("freeze", new int[] {7}),
            Iris.classifier().withSetting("classWeights", Map.of("nobody", 2)),
            Iris.classifier().setLoss("poisson"));

    for (LockstepClassifier classifier : wrong) {
      assertThatThrownBy(() -> classifier.fit(train))
          .isInstanceOf(UserException.class)
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(
              e -> {
                assertThat(e.getMessage()).doesNotMatch(KEY);
                assertThat(e.getMessage().lines()).hasSize(1);
              });
    }
  }
}
