package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.ClassWeights;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.StopReason;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** Weights, stopping rules and warm starts, in lockstep. */
@Tag("spark")
class WeightsAndStoppingTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int[] PARTITIONS = {1, 2, 3, 7};

  /** A weight of 0 to 3 that is a function of the row. */
  private static final Column WEIGHT =
      functions.pmod(functions.floor(functions.col("x0").multiply(97)), functions.lit(4));

  @TempDir private static Path folder;
  private static String table;

  @BeforeAll
  static void writeTable() {
    table = write("table", rows());
  }

  private static Dataset<Row> rows() {
    return Blobs.table(SPARK, 300)
        .withColumn("w", WEIGHT)
        .withColumn("held", functions.col("x1").gt(2.5));
  }

  private static String write(String name, Dataset<Row> rows) {
    String path = folder.resolve(name).toString();
    rows.coalesce(2).write().parquet(path);
    return path;
  }

  private static Runs weighted(String path) {
    return Runs.classification(path).withData(WeightsAndStoppingTest::weighted);
  }

  private static DataSettings weighted(DataSettings data) {
    ColumnSettings columns = data.columns();
    return data.withColumns(
        new ColumnSettings(columns.label(), columns.features(), Optional.of("w")));
  }

  private static Runs worth(Runs runs, ClassWeights weights) {
    return runs.withTraining(t -> t.withClassWeights(weights));
  }

  private static TrainingResult train(Runs runs) {
    return new Trainer(SPARK, runs.to(folder.resolve("model-" + System.nanoTime()).toString()))
        .train();
  }

  /** Several partitions with the job exchange, and one count with the resident one. */
  private static List<Runs> placements(Runs runs) {
    List<Runs> placements = new ArrayList<>();
    for (int partitions : PARTITIONS) {
      placements.add(runs.withPartitions(partitions).withExchange(ExchangeKind.JOB));
    }
    placements.add(runs.withPartitions(2).withExchange(ExchangeKind.RESIDENT));
    placements.add(runs.withPartitions(1).withExchange(ExchangeKind.RESIDENT));
    return placements;
  }

  private static StoppingSettings early(int patience) {
    return StoppingSettings.NONE
        .withValidateEvery(OptionalLong.of(2))
        .withEarly(new StoppingSettings.Early(patience, 0, ValidationMetric.LOSS, true));
  }

  private static StoppingSettings iterations(long count) {
    return StoppingSettings.NONE.withMaxIterations(OptionalLong.of(count));
  }

  @Test
  void weightsOfExamplesAndClassesKeepTheModelInLockstep() {
    String unbalanced = write("unbalanced", rows().where("label <> 'ash' or x0 > 2"));
    Runs equal = weighted(unbalanced).withEpochs(2);
    Runs balanced = worth(equal, ClassWeights.BALANCED);
    String reference = Reference.digest(balanced);

    for (Runs placed : placements(balanced)) {
      assertThat(train(placed).model().digest()).as("%s", placed).isEqualTo(reference);
    }
    assertThat(Reference.digest(equal)).isNotEqualTo(reference);
  }

  @Test
  void anExampleOfWeightThreeEqualsThreeCopiesOfIt() {
    Column copies = functions.expr("explode(array_repeat(0, cast(w as int)))");
    String repeated = write("repeated", rows().withColumn("copy", copies).drop("copy"));
    Runs runs = Runs.classification(table).unscaled().withBatchSize(100_000).withEpochs(5);

    float[] weighted = train(runs.withData(WeightsAndStoppingTest::weighted)).model().parameters();
    float[] copied = train(runs.withTrain(repeated)).model().parameters();
    float[] unweighted = train(runs).model().parameters();

    double moved = 0;
    for (int i = 0; i < weighted.length; i++) {
      assertThat(weighted[i]).as("parameter %d", i).isCloseTo(copied[i], within(2e-6f));
      moved = Math.max(moved, Math.abs(weighted[i] - unweighted[i]));
    }
    assertThat(moved).as("what weights change").isGreaterThan(1e-3);
  }

  @Test
  void aClassWeightEqualsThatWeightOnItsExamples() {
    TreeMap<String, Double> weights = new TreeMap<>();
    weights.put("birch", 4.0);
    String byRow =
        write(
            "by-row",
            rows()
                .withColumn(
                    "w", functions.when(functions.col("label").equalTo("birch"), 4).otherwise(1)));
    Runs runs = Runs.classification(table).unscaled().withBatchSize(100_000).withEpochs(3);

    float[] byClass = train(worth(runs, new ClassWeights(false, weights))).model().parameters();
    float[] byExample =
        train(runs.withTrain(byRow).withData(WeightsAndStoppingTest::weighted))
            .model()
            .parameters();

    for (int i = 0; i < byClass.length; i++) {
      assertThat(byClass[i]).as("parameter %d", i).isCloseTo(byExample[i], within(2e-6f));
    }
  }

  @Test
  void earlyStoppingIsInLockstepAndRestoresTheParametersOfTheBestIteration() {
    Runs all = // with steps so large that it stops soon
        weighted(table)
            .withValidation(new Validation.Fraction(0.3))
            .withEpochs(200)
            .withDescent(DescentSettings.of(new Sgd(), 0.5));
    List<ValidationMetric> metrics = new ArrayList<>(ValidationMetric.of(Task.CLASSIFICATION));
    metrics.removeIf(ValidationMetric::isOfPositive); // three classes, none of them named
    Runs runs = all.withStopping(early(3).withMore(metrics));
    TrainingResult first = train(runs);

    assertThat(first.stopped()).isEqualTo(StopReason.EARLY_STOPPING);
    assertThat(first.validation()).isNotNull();
    assertThat(first.validation().values().keySet()).containsExactlyElementsOf(metrics);
    assertThat(first.validation().value(ValidationMetric.ROC_AUC)).isBetween(0.6, 1.0);
    assertThat(first.modelIteration()).isEqualTo(first.iterations() - 2 * 3);
    assertThat(Reference.digest(all.withStopping(iterations(first.modelIteration()))))
        .isEqualTo(first.model().digest());
    for (Runs placed : placements(runs)) {
      TrainingResult other = train(placed);
      assertThat(other.model().digest()).as("%s", placed).isEqualTo(first.model().digest());
      assertThat(other.iterations()).as("%s", placed).isEqualTo(first.iterations());
      assertThat(other.validation()).as("%s", placed).isEqualTo(first.validation());
    }
  }

  @Test
  void aRunEndsAtItsTargetOrIterationLimitAndReportsWhich() {
    Runs runs =
        Runs.classification(table).withValidation(new Validation.Column("held")).withEpochs(200);
    StoppingSettings target =
        StoppingSettings.NONE.withTarget(
            new StoppingSettings.Target(ValidationMetric.ACCURACY, 0.5));

    TrainingResult reached = train(runs.withStopping(target));
    TrainingResult counted = train(runs.withStopping(iterations(7)));

    assertThat(reached.stopped()).isEqualTo(StopReason.TARGET);
    assertThat(counted.stopped()).isEqualTo(StopReason.MAX_ITERATIONS);
    assertThat(counted.iterations()).isEqualTo(7);
    long held = rows().where("held").count();
    assertThat(counted.validation()).isNotNull();
    assertThat(counted.validation().examples()).isEqualTo(held);
  }

  @Test
  void aWarmStartHasTheParametersAndScalingOfItsModel() {
    Runs runs = Runs.classification(table).withEpochs(1);
    String origin = folder.resolve("origin").toString();
    TrainingResult first = new Trainer(SPARK, runs.to(origin)).train();
    String other = write("shifted", rows().withColumn("x0", functions.col("x0").plus(5)));
    Runs still =
        runs.withDescent(DescentSettings.of(new Sgd(), 1e-30))
            .withTraining(t -> t.withWarmStart(origin));

    TrainingResult second = train(still.withTrain(other));

    assertThat(second.model().digest()).isEqualTo(first.model().digest());
    assertThat(second.model().encoding()).isEqualTo(first.model().encoding());

    String fewer = write("fewer", rows().where("label <> 'ash'"));
    assertThatThrownBy(() -> train(still.withTrain(fewer)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("[birch, cedar]")
        .hasMessageContaining("[ash, birch, cedar]");
  }

  @Test
  void invalidExampleWeightsAreCountedInTheError() {
    String bad =
        write(
            "bad",
            rows()
                .withColumn(
                    "w",
                    functions.expr("case when w = 0 then null when w = 1 then -1.0 else 2.0 end")));
    long count = rows().where("w < 2").count();

    assertThatThrownBy(() -> train(weighted(bad).unscaled()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "weight column w is null, NaN, infinite or negative in %d rows".formatted(count));
  }
}
