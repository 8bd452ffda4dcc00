package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.network.Loss;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Momentum;
import org.lockstep.optimization.schedule.Cosine;
import org.lockstep.optimization.schedule.Span;
import org.lockstep.optimization.schedule.WarmUp;
import org.lockstep.settings.ClassWeights;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.value.MapSource;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.support.Blobs;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;

/** Every setting of the command line is a parameter, with the same default, values and messages. */
@Tag("spark")
class SettingParamsTest {
  private static final SparkSession SPARK = SharedSpark.session();

  /** Settings that follow from the DataFrame or from regParam, or that a fit does not need. */
  private static final Set<String> EXCEPTIONS =
      Set.of(
          "data.train",
          "data.test",
          "data.format",
          "data.options",
          "data.schema",
          "data.where",
          "data.validation",
          "data.label",
          "data.features",
          "data.weight",
          "training.task",
          "training.regularization.l1",
          "training.regularization.l2",
          "training.checkpoint.every-iterations",
          "training.checkpoint.every-epochs",
          "training.checkpoint.every-minutes",
          "training.checkpoint.keep");

  @TempDir private static Path folder;
  private static String path;
  private static Dataset<Row> table;

  @BeforeAll
  static void writeTable() {
    path = folder.resolve("table").toString();
    Blobs.table(SPARK, 200).write().parquet(path);
    table = SPARK.read().parquet(path);
  }

  private static Set<String> names(LockstepEstimator<?, ?> estimator) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(estimator.params()).map(Param::name).forEach(names::add);
    return names;
  }

  @Test
  void theParametersAreTheSettingsButTheExceptionsAndNothingElse() {
    Set<String> expected = new TreeSet<>(DescribedParametersTest.NO_SETTINGS);
    Set<String> exceptions = new TreeSet<>();
    for (Setting<?> setting : KnownSettings.ALL) {
      SettingParams.parameterOf(setting)
          .ifPresentOrElse(expected::add, () -> exceptions.add(setting.key()));
    }

    Set<String> classifier = names(new LockstepClassifier());
    Set<String> regressor = names(new LockstepRegressor());

    assertThat(exceptions).isEqualTo(new TreeSet<>(EXCEPTIONS));
    Set<String> either = new TreeSet<>(classifier);
    either.addAll(regressor);
    assertThat(either).isEqualTo(expected);
    assertThat(classifier).doesNotContain("labelScaling");
    assertThat(regressor)
        .doesNotContain("classes", "classWeights", "positiveClass", "calibrate", "thresholdRule");
  }

  static Stream<Arguments> parameters() {
    return KnownSettings.ALL.stream()
        .filter(setting -> !EXCEPTIONS.contains(setting.key()))
        .map(s -> Arguments.of(s.key(), SettingParams.parameterOf(s).orElseThrow(), s));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("parameters")
  void aParameterHasTheDefaultAndTheMeaningOfItsSetting(
      String key, String name, Setting<?> setting) {
    for (LockstepEstimator<?, ?> estimator :
        List.of(new LockstepClassifier(), new LockstepRegressor())) {
      if (!names(estimator).contains(name)) {
        continue;
      }
      Param<?> param = estimator.getParam(name);
      if (name.equals("patience")) {
        // MLlib's way: it is on as soon as there are rows to validate on
        assertThat(estimator.getOrDefault(param)).isEqualTo(5);
      } else if (setting.usual() == null || setting.usual().equals("auto")) {
        assertThat(estimator.isDefined(param)).isFalse();
      } else {
        assertThat(SettingParams.plain(estimator.getOrDefault(param)))
            .isEqualTo(SettingParams.plain(SettingParams.usual(setting)));
        assertThat(setting.type().parse(SettingParams.plain(estimator.getOrDefault(param))))
            .isEqualTo(setting.usualValue());
      }
      if (!name.equals("patience")) {
        assertThat(param.doc()).startsWith(setting.meaning());
      }
    }
  }

  @Test
  void aSettingIsSetByItsKeyOrByTheNameOfItsParameter() {
    LockstepClassifier classifier =
        new LockstepClassifier()
            .withSetting("training.schedule.type", "cosine")
            .withSetting("scheduleWarmUp", "2 epochs")
            .withSetting("training.clip.global-norm", 0.5)
            .withSetting("freeze", List.of("hidden1"))
            .withSetting("network.hidden", new int[] {5, 4});

    assertThat(classifier.getOrDefault(classifier.getParam("scheduleType"))).isEqualTo("cosine");
    DescentSettings descent = classifier.training().descent();
    assertThat(descent.learningRate().schedule())
        .isEqualTo(new WarmUp(Span.epochs(2), new Cosine()));
    assertThat(descent.clipping())
        .isEqualTo(new Clipping(OptionalDouble.empty(), OptionalDouble.of(0.5)));
    assertThat(descent.freeze()).containsExactly(1);
    assertThat(classifier.getHiddenLayers()).containsExactly(5, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scheduleTyp | the nearest is scheduleType",
        "schedule_type | the nearest is scheduleType",
        "training.schedule.typ | the nearest is training.schedule.type",
        "training.optimiser.type | the nearest is training.optimizer.type",
        "epochs | there is no setting epochs",
        "data.train | there is no setting data.train",
        "training.checkpoint.keep | there is no setting training.checkpoint.keep",
        "labelScaling | there is no setting labelScaling",
        "data.target-scaling | there is no setting data.target-scaling",
      })
  void anUnknownSettingIsRefusedWithTheNearestName(String name, String message) {
    assertThatThrownBy(() -> new LockstepClassifier().withSetting(name, "none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("there is no setting " + name)
        .hasMessageContaining(message)
        .hasMessageContaining("the nearest is ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.schedule.type | cosin",
        "training.schedule.warm-up | soon",
        "training.schedule.factor | 0",
        "training.optimizer.type | adm",
        "training.optimizer.beta1 | 1",
        "training.optimizer.learning-rate | 0",
        "training.optimizer.base-batch-size | 0",
        "training.clip.value | -1",
        "training.clip.global-norm | x",
        "training.regularization.max-norm | 0",
        "training.label-smoothing | 1",
        "training.huber-delta | 0",
        "training.class-weights | balance",
        "training.freeze | 1",
        "training.epochs | 0",
        "training.lanes | 65537",
        "training.exchange | jobs",
        "training.early-stopping.min-change | -1",
        "training.target.metric | acuracy",
        "training.max-minutes | 0",
        "network.dropout | 1",
        "network.activation | rellu",
        "network.layer-norm | perhaps",
        "data.missing | eror",
        "data.categories.hash-buckets | 1",
        "data.classes | 1",
      })
  void aWrongValueIsRefusedWithTheMessageOfTheCommandLine(String key, String value) {
    Setting<?> setting =
        KnownSettings.ALL.stream().filter(s -> s.key().equals(key)).findFirst().orElseThrow();
    SettingValues byCommand =
        new SettingValues(new MapSource(new TreeMap<>(Map.of(key, value)), k -> "run.conf:4"));

    assertThatThrownBy(() -> byCommand.get(setting))
        .isInstanceOf(UserException.class)
        .satisfies(
            command -> {
              String message = String.valueOf(command.getMessage()).replace(" (run.conf:4)", "");
              assertThatThrownBy(() -> new LockstepClassifier().withSetting(key, value))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessage(message);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "training.schedule.every, scheduleEvery, 5 epochs",
    "training.optimizer.momentum, optimizerMomentum, 0.5"
  })
  void fitNamesASettingThatBelongsToAnotherType(String key, String name, String value) {
    LockstepClassifier classifier = new LockstepClassifier().withSetting(key, value);

    assertThatThrownBy(classifier::training)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("%s is %s (%s)".formatted(name, value, classifier.uid()))
        .hasMessageContaining("remove it");
  }

  private static Runs all(Runs runs) {
    return runs.withNetwork(
            runs.training()
                .network()
                .withLoss(new Loss.CrossEntropy(0.1))
                .withDropout(0.1)
                .withLayerNorm(true))
        .withDescent(
            new DescentSettings(
                new Momentum(0.8),
                new LearningRate(
                    0.05, OptionalInt.of(32), new WarmUp(Span.epochs(1), new Cosine())),
                new Regularization(0, 0, OptionalDouble.of(2)),
                new Clipping(OptionalDouble.of(0.2), OptionalDouble.of(0.5)),
                List.of(1)));
  }

  private static LockstepClassifier all() {
    return new LockstepClassifier()
        .setFeaturesCols("x0", "x1", "more")
        .setHiddenLayers(16, 8)
        .setBatchSize(50)
        .setMaxIter(3)
        .setLanes(13)
        .setDropout(0.1)
        .setLayerNorm(true)
        .setSolver("momentum")
        .setStepSize(0.05)
        .withSetting("training.optimizer.momentum", 0.8)
        .withSetting("training.optimizer.base-batch-size", 32)
        .withSetting("training.schedule.type", "cosine")
        .withSetting("training.schedule.warm-up", "1 epoch")
        .withSetting("training.clip.value", 0.2)
        .withSetting("training.clip.global-norm", 0.5)
        .withSetting("training.regularization.max-norm", 2)
        .withSetting("training.label-smoothing", 0.1)
        .withSetting("training.freeze", new int[] {1});
  }

  @ParameterizedTest
  @ValueSource(strings = {"balanced", "{\"birch\": 3}", "{\"ash\": 0.5, \"cedar\": 2}"})
  void aFitWithEverySettingHasTheBitsOfTheReferenceTrainer(String weights) {
    TreeMap<String, Double> byLabel = new TreeMap<>();
    if (weights.contains("birch")) {
      byLabel.put("birch", 3.0);
    } else if (weights.contains("ash")) {
      byLabel.putAll(Map.of("ash", 0.5, "cedar", 2.0));
    }
    ClassWeights classWeights = new ClassWeights(byLabel.isEmpty(), byLabel);
    Runs runs = all(Runs.classification(path)).withTraining(t -> t.withClassWeights(classWeights));
    LockstepClassifier classifier = all().withSetting("training.class-weights", weights);

    assertThat(classifier.training()).isEqualTo(runs.training());
    assertThat(classifier.fit(table.repartition(3)).digest()).isEqualTo(Reference.digest(runs));
  }

  @Test
  void weightsOfClassesMayBeAMap() {
    TreeMap<String, Double> weights = new TreeMap<>(Map.of("birch", 3.0, "ash", 0.5));

    LockstepClassifier classifier = new LockstepClassifier().withSetting("classWeights", weights);

    assertThat(classifier.training().classWeights()).isEqualTo(new ClassWeights(false, weights));
    assertThat(classifier.getOrDefault(classifier.getParam("classWeights")))
        .isEqualTo("{\"ash\":\"0.5\",\"birch\":\"3.0\"}");
    assertThatThrownBy(() -> classifier.withSetting("classWeights", Map.of("birch", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the weight of birch must be a number, 0 or more");
  }

  @Test
  void aWarmStartBeginsWithTheModelOfARun() {
    String origin = folder.resolve("origin").toString();
    Runs runs = Runs.classification(path);
    new Trainer(SPARK, runs.to(origin)).train();
    Runs warm = runs.withEpochs(1).withTraining(t -> t.withWarmStart(origin));
    String expected =
        new Trainer(SPARK, warm.to(folder.resolve("warm").toString())).train().model().digest();

    LockstepClassifier classifier =
        new LockstepClassifier()
            .setFeaturesCols("x0", "x1", "more")
            .setHiddenLayers(16, 8)
            .setBatchSize(50)
            .setLanes(13)
            .setMaxIter(1);

    assertThat(classifier.withSetting("training.warm-start", origin).fit(table).digest())
        .isEqualTo(expected)
        .isNotEqualTo(Reference.digest(runs.withEpochs(1)));
  }
}
