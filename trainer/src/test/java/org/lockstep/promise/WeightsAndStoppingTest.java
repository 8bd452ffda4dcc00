package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
import org.lockstep.data.TrainingData;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.model.Digest;
import org.lockstep.settings.ClassWeights;
import org.lockstep.settings.DataSettings;
import org.lockstep.settings.EncodingSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.TargetRange;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.Validation;
import org.lockstep.settings.ValidationMetric;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.ReferenceTrainer;
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

  private static DataSettings data(
      String path, Validation validation, Scaling scaling, Optional<String> weight) {
    return new DataSettings(
        path,
        validation,
        Task.CLASSIFICATION,
        List.of("label"),
        List.of("x0", "x1", "more"),
        scaling,
        Scaling.NONE,
        OptionalInt.empty(),
        1,
        TargetRange.ANY,
        weight,
        EncodingSettings.DEFAULT);
  }

  private static TrainingSettings training(
      Runs runs, StoppingSettings stopping, ClassWeights classWeights, Optional<String> warmStart) {
    TrainingSettings t = runs.training();
    return new TrainingSettings(
        t.hidden(),
        t.activation(),
        t.dropout(),
        t.layerNorm(),
        t.loss(),
        t.batchSize(),
        t.epochs(),
        t.descent(),
        t.seed(),
        t.lanes(),
        t.partitions(),
        t.exchange(),
        stopping,
        classWeights,
        warmStart);
  }

  private static TrainingResult train(DataSettings data, TrainingSettings training) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, new RunSettings(data, training, output, false)).train();
  }

  private static String referenceDigest(DataSettings settings, TrainingSettings training) {
    TrainingData data =
        TrainingData.prepare(SPARK, settings, training.batchSize(), training.laneCount(), () -> 1);
    try {
      return Digest.of(
          new ReferenceTrainer(
                  data.train().collect(),
                  data.train().plan(),
                  Trainer.topology(training, data.encoding()),
                  settings.task(),
                  training,
                  Trainer.classWeights(training, data))
              .train());
    } finally {
      data.release();
    }
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

  private static StoppingSettings early(int patience, boolean restoreBest) {
    return new StoppingSettings(
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalLong.of(2),
        Optional.empty(),
        Optional.of(new StoppingSettings.Early(patience, 0, ValidationMetric.LOSS, restoreBest)));
  }

  private static StoppingSettings iterations(long count) {
    return new StoppingSettings(
        OptionalLong.of(count),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void weightsOfExamplesAndClassesKeepTheModelInLockstep() {
    String unbalanced = write("unbalanced", rows().where("label <> 'ash' or x0 > 2"));
    DataSettings data = data(unbalanced, new Validation.None(), Scaling.STANDARD, Optional.of("w"));
    Runs runs = Runs.classification(unbalanced).withEpochs(2);
    String reference =
        referenceDigest(
            data, training(runs, StoppingSettings.NONE, ClassWeights.BALANCED, Optional.empty()));

    for (Runs placed : placements(runs)) {
      TrainingSettings training =
          training(placed, StoppingSettings.NONE, ClassWeights.BALANCED, Optional.empty());
      assertThat(train(data, training).model().digest()).as("%s", placed).isEqualTo(reference);
    }
    assertThat(referenceDigest(data, runs.training())).isNotEqualTo(reference);
  }

  @Test
  void anExampleOfWeightThreeIsAsGoodAsTheExampleThreeTimes() {
    Column copies = functions.expr("explode(array_repeat(0, cast(w as int)))");
    String repeated = write("repeated", rows().withColumn("copy", copies).drop("copy"));
    Runs runs = Runs.classification(table).withBatchSize(100_000).withEpochs(5);

    float[] weighted =
        train(data(table, new Validation.None(), Scaling.NONE, Optional.of("w")), runs.training())
            .model()
            .parameters();
    float[] copied =
        train(
                data(repeated, new Validation.None(), Scaling.NONE, Optional.empty()),
                runs.training())
            .model()
            .parameters();
    float[] unweighted =
        train(data(table, new Validation.None(), Scaling.NONE, Optional.empty()), runs.training())
            .model()
            .parameters();

    double moved = 0;
    for (int i = 0; i < weighted.length; i++) {
      assertThat(weighted[i]).as("parameter %d", i).isCloseTo(copied[i], within(2e-6f));
      moved = Math.max(moved, Math.abs(weighted[i] - unweighted[i]));
    }
    assertThat(moved).as("what weights change").isGreaterThan(1e-3);
  }

  @Test
  void weightsOfAClassAreThoseOfItsExamples() {
    TreeMap<String, Double> weights = new TreeMap<>();
    weights.put("birch", 4.0);
    String byRow =
        write(
            "by-row",
            rows()
                .withColumn(
                    "w", functions.when(functions.col("label").equalTo("birch"), 4).otherwise(1)));
    DataSettings weightless = data(table, new Validation.None(), Scaling.NONE, Optional.empty());
    DataSettings weighted = data(byRow, new Validation.None(), Scaling.NONE, Optional.of("w"));
    Runs runs = Runs.classification(table).withBatchSize(100_000).withEpochs(3);

    float[] byClass =
        train(
                weightless,
                training(
                    runs,
                    StoppingSettings.NONE,
                    new ClassWeights(false, weights),
                    Optional.empty()))
            .model()
            .parameters();
    float[] byExample = train(weighted, runs.training()).model().parameters();

    for (int i = 0; i < byClass.length; i++) {
      assertThat(byClass[i]).as("parameter %d", i).isCloseTo(byExample[i], within(2e-6f));
    }
  }

  @Test
  void earlyStoppingIsInLockstepAndTheBestParametersAreThoseOfItsIteration() {
    DataSettings data =
        data(table, new Validation.Fraction(0.3), Scaling.STANDARD, Optional.of("w"));
    Runs runs = Runs.classification(table).withEpochs(200);
    TrainingResult first =
        train(data, training(runs, early(3, true), ClassWeights.EQUAL, Optional.empty()));

    assertThat(first.stopped()).isEqualTo(StopReason.EARLY_STOPPING);
    assertThat(first.modelIteration()).isEqualTo(first.iterations() - 2 * 3);
    assertThat(
            referenceDigest(
                data,
                training(
                    runs,
                    iterations(first.modelIteration()),
                    ClassWeights.EQUAL,
                    Optional.empty())))
        .isEqualTo(first.model().digest());
    for (Runs placed : placements(runs)) {
      TrainingResult other =
          train(data, training(placed, early(3, true), ClassWeights.EQUAL, Optional.empty()));
      assertThat(other.model().digest()).as("%s", placed).isEqualTo(first.model().digest());
      assertThat(other.iterations()).as("%s", placed).isEqualTo(first.iterations());
      assertThat(other.validation()).as("%s", placed).isEqualTo(first.validation());
    }
  }

  @Test
  void aRunEndsAtItsTargetOrItsIterationsAndSaysSo() {
    DataSettings data =
        data(table, new Validation.Column("held"), Scaling.STANDARD, Optional.empty());
    Runs runs = Runs.classification(table).withEpochs(200);
    StoppingSettings target =
        new StoppingSettings(
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            Optional.of(new StoppingSettings.Target(ValidationMetric.ACCURACY, 0.5)),
            Optional.empty());

    TrainingResult reached =
        train(data, training(runs, target, ClassWeights.EQUAL, Optional.empty()));
    TrainingResult counted =
        train(data, training(runs, iterations(7), ClassWeights.EQUAL, Optional.empty()));

    assertThat(reached.stopped()).isEqualTo(StopReason.TARGET);
    assertThat(counted.stopped()).isEqualTo(StopReason.MAX_ITERATIONS);
    assertThat(counted.iterations()).isEqualTo(7);
    long held = rows().where("held").count();
    assertThat(counted.validation()).isNotNull();
    assertThat(counted.validation().examples()).isEqualTo(held);
  }

  @Test
  void aWarmStartBeginsWithTheModelsParametersAndScaling() {
    DataSettings data = data(table, new Validation.None(), Scaling.STANDARD, Optional.empty());
    Runs runs = Runs.classification(table).withEpochs(1);
    String origin = folder.resolve("origin").toString();
    TrainingResult first =
        new Trainer(SPARK, new RunSettings(data, runs.training(), origin, false)).train();
    String other = write("shifted", rows().withColumn("x0", functions.col("x0").plus(5)));
    TrainingSettings still =
        training(
            withLearningRate(runs, 1e-30),
            StoppingSettings.NONE,
            ClassWeights.EQUAL,
            Optional.of(origin));

    TrainingResult second =
        train(data(other, new Validation.None(), Scaling.STANDARD, Optional.empty()), still);

    assertThat(second.model().digest()).isEqualTo(first.model().digest());
    assertThat(second.model().encoding()).isEqualTo(first.model().encoding());

    String fewer = write("fewer", rows().where("label <> 'ash'"));
    assertThatThrownBy(
            () ->
                train(
                    data(fewer, new Validation.None(), Scaling.STANDARD, Optional.empty()), still))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("[birch, cedar]")
        .hasMessageContaining("[ash, birch, cedar]");
  }

  private static Runs withLearningRate(Runs r, double rate) {
    return new Runs(
        r.train(),
        r.validation(),
        r.task(),
        r.label(),
        r.hidden(),
        r.activation(),
        r.batchSize(),
        r.epochs(),
        rate,
        r.seed(),
        r.lanes(),
        r.partitions(),
        r.exchange());
  }

  @Test
  void weightsThatAreNoWeightsAreCounted() {
    String bad =
        write(
            "bad",
            rows()
                .withColumn(
                    "w",
                    functions.expr("case when w = 0 then null when w = 1 then -1.0 else 2.0 end")));
    long count = rows().where("w < 2").count();

    assertThatThrownBy(
            () ->
                train(
                    data(bad, new Validation.None(), Scaling.NONE, Optional.of("w")),
                    Runs.classification(bad).training()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "weight column w is null, NaN, infinite or negative in %d rows".formatted(count));
  }
}
