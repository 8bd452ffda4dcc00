package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.model.Digest;
import org.lockstep.model.ModelFolder;
import org.lockstep.network.Initializer;
import org.lockstep.network.Kernel;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.Parametrization;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.Lbfgs;
import org.lockstep.optimization.optimizer.Nesterov;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Cosine;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.Span;
import org.lockstep.optimization.schedule.WarmUp;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Parts;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.exchange.ResidentExchange;
import org.lockstep.training.exchange.resident.Protocol;
import org.lockstep.training.exchange.resident.StarProtocol;
import org.lockstep.training.exchange.sharded.ShardedProtocol;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Every optimizer, schedule, regularisation and clipping gives the bits of the reference trainer
 * over any number of partitions and both exchanges.
 */
@Tag("spark")
class OptimizersInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int LANES = 7;
  private static final int EPOCHS = 2;

  @TempDir private static Path folder;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 90).write().parquet(table);
    runs = Runs.classification(table).withLanes(LANES).withBatchSize(50).withEpochs(EPOCHS);
  }

  @AfterAll
  static void nothingRemainsCachedInTheSession() {
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  private static List<DescentSettings> mixed() {
    Schedule warm = new WarmUp(Span.iterations(4), new Cosine());
    Schedule plateau =
        new ReduceOnPlateau(0.1, 1, 0.5, 0); // reduces at every evaluation but the first
    Regularization penalty = new Regularization(1e-3, 1e-2, OptionalDouble.of(0.9));
    Clipping clip = new Clipping(OptionalDouble.of(0.1), OptionalDouble.of(0.2));
    return List.of(
        new DescentSettings(
            new Adam(),
            new LearningRate(0.01, OptionalInt.of(16), warm),
            penalty,
            clip,
            List.of(2)),
        new DescentSettings(
            new Nesterov(),
            LearningRate.constant(0.05).withSchedule(plateau),
            penalty,
            clip,
            List.of(1)),
        Parts.descent());
  }

  private static List<DescentSettings> firstOrder() {
    return Optimizers.usual().stream()
        .filter(optimizer -> !optimizer.isFullBatch())
        .map(optimizer -> DescentSettings.of(optimizer, optimizer.defaultLearningRate()))
        .toList();
  }

  /** Optimizers that take all examples as one batch, and an L-BFGS with a short history. */
  private static List<DescentSettings> fullBatch() {
    return Optimizers.usual().stream()
        .filter(Optimizer::isFullBatch)
        .map(optimizer -> optimizer instanceof Lbfgs ? new Lbfgs(2, 20) : optimizer)
        .map(optimizer -> DescentSettings.of(optimizer, optimizer.defaultLearningRate()))
        .flatMap(
            plain -> Stream.of(plain, plain.withParametrization(Parametrization.NEURAL_TANGENT)))
        .toList();
  }

  /** Trains with each of the settings, the lanes being dealt and the exchange started once. */
  private static void assertLockstep(
      List<DescentSettings> descents, int batchSize, ExchangeKind kind, int partitions) {
    TrainingData data =
        TrainingData.prepare(SPARK, runs.data(), batchSize, LANES, () -> partitions);
    BatchPlan plan = data.train().plan();
    Topology topology = RunPlan.topology(runs.training(), data.encoding());
    long seed = runs.training().batches().seed();
    LaneContext context = new LaneContext(topology, Kernel.ND4J, runs.task(), plan, seed);
    List<Lane> lanes = data.train().lanes().collect();
    Set<String> digests = new TreeSet<>();
    Exchange stateless = kind == ExchangeKind.SHARDED ? null : exchange(kind, data, context, null);
    try {
      for (DescentSettings descent : descents) {
        TrainingSettings settings = runs.withDescent(descent).training();
        float[] theta = Initializer.draw(topology, seed);
        Descent steps = RunLength.start(settings, topology, plan);
        Exchange exchange = stateless == null ? exchange(kind, data, context, steps) : stateless;
        new TrainingLoop(
                exchange,
                plan,
                steps,
                new Validator(exchange, null, WantedMetrics.usual(data.encoding().target())),
                new Stopping(
                    settings.stopping(),
                    RunLength.iterations(settings, plan),
                    plan.iterationsPerEpoch()),
                RunControl.NONE)
            .run(theta);
        if (exchange != stateless) {
          exchange.close();
        }

        float[] reference =
            new ReferenceTrainer(lanes, plan, topology, runs.task(), settings).train();
        assertThat(Digest.of(theta)).as("%s", descent).isEqualTo(Digest.of(reference));
        digests.add(Digest.of(theta));
      }
    } finally {
      if (stateless != null) {
        stateless.close();
      }
      data.release();
    }
    assertThat(digests).as("models, all of them different").hasSameSizeAs(descents);
  }

  /** The exchange of one descent; of any, where that is null. */
  private static Exchange exchange(
      ExchangeKind kind, TrainingData data, LaneContext context, Descent descent) {
    if (kind == ExchangeKind.JOB) {
      return new JobExchange(data.train(), context);
    }
    Protocol protocol =
        kind == ExchangeKind.SHARDED
            ? new ShardedProtocol(descent, context.plan())
            : new StarProtocol(LANES);
    return new ResidentExchange(
        data.train(), null, context, protocol, OptimizersInLockstepTest::fail);
  }

  private static void fail(String notice) {
    throw new AssertionError(notice);
  }

  static Stream<Arguments> placements() {
    return Stream.of(ExchangeKind.JOB, ExchangeKind.RESIDENT, ExchangeKind.SHARDED)
        .flatMap(
            kind ->
                (kind == ExchangeKind.JOB ? Stream.of(1, 2, 3, 7) : Stream.of(1, 2))
                    .map(partitions -> Arguments.of(kind, partitions)));
  }

  @ParameterizedTest(name = "{0}, {1} partitions")
  @MethodSource("placements")
  void everyOptimizerTrainsInLockstep(ExchangeKind kind, int partitions) {
    assertLockstep(firstOrder(), 50, kind, partitions);
  }

  @ParameterizedTest(name = "{0}, {1} partitions")
  @MethodSource("placements")
  void schedulesPenaltiesClippingAndFrozenLayersTrainInLockstep(ExchangeKind kind, int partitions) {
    assertLockstep(mixed(), 50, kind, partitions);
  }

  @ParameterizedTest(name = "{0}, {1} partitions")
  @CsvSource({"JOB, 1", "JOB, 2", "JOB, 3", "JOB, 7", "RESIDENT, 1", "RESIDENT, 2"})
  void everyOptimizerOfFullBatchesTrainsInLockstep(ExchangeKind kind, int partitions) {
    assertLockstep(fullBatch(), BatchPlan.ALL, kind, partitions);
  }

  private static TrainingResult train(
      DescentSettings descent, Runs runs, String output, TrainingListener... listeners) {
    RunSettings settings = runs.withDescent(descent).to(folder.resolve(output).toString());
    return new Trainer(SPARK, settings, listeners).train();
  }

  @Test
  void lbfgsUsesFullBatchesAndReportsIt() {
    StringBuilder warnings = new StringBuilder();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(TrainingPlan plan) {
            warnings.append(plan.warnings());
          }
        };

    TrainingResult result =
        train(DescentSettings.of(new Lbfgs(), 1), runs, "lbfgs-model", listener);

    assertThat(result.iterations()).isEqualTo(EPOCHS);
    assertThat(warnings)
        .hasToString("[lbfgs takes all 90 examples as one batch; training.batch-size is not used]");
    assertThat(result.model().provenance().training()).containsEntry("batch-size", 90);
  }

  @Test
  void aDivergingRunReportsTheIterationAndWritesNoModel() {
    DescentSettings wild = DescentSettings.of(new Sgd(), 1e30);

    assertThatThrownBy(() -> train(wild, runs, "diverged-model"))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "training diverged at iteration [234]: .* not finite in layer [123, ]+ "
                + "\\(training.optimizer.learning-rate = 1.0E30\\); choose a lower .*");

    assertThat(Files.exists(folder.resolve("diverged-model"))).isFalse();
  }

  @Test
  void theValidationLossDrivesThePlateau() {
    // validated on wrong labels: the loss there rises while the training loss still falls
    String wrong = folder.resolve("wrong").toString();
    Blobs.table(SPARK, 90)
        .withColumn(
            "label",
            functions.expr("if(label = 'ash', 'birch', if(label = 'birch', 'cedar', 'ash'))"))
        .write()
        .parquet(wrong);
    DescentSettings stopping =
        DescentSettings.of(new Sgd(), 0.5)
            // the first reduction is the end of all steps
            .withSchedule(new ReduceOnPlateau(1e-30, 1, 0, 0));
    List<Double> losses = new ArrayList<>();
    List<Double> validationLosses = new ArrayList<>();
    TrainingListener recorder =
        new TrainingListener() {
          @Override
          public void epochDone(EpochResult epoch) {
            losses.add(epoch.loss());
            validationLosses.add(Objects.requireNonNull(epoch.validation()).loss());
          }
        };

    train(
        stopping,
        runs.withValidation(new Validation.Table(wrong)).withEpochs(12),
        "plateau",
        recorder);

    int worse = 1;
    while (validationLosses.get(worse) < validationLosses.get(worse - 1)) {
      assertThat(losses.get(worse)).isLessThan(losses.get(worse - 1));
      worse++;
    }
    assertThat(worse).as("the first epoch that is no better").isLessThan(11);
    assertThat(validationLosses.subList(worse, 12)).containsOnly(validationLosses.get(worse));
    assertThat(losses.get(worse)).isLessThan(losses.get(worse - 1));
  }

  @Test
  void theManifestHasAllSettingsOfTheStep() {
    TrainingResult result = train(mixed().get(0), runs, "described");

    var training =
        ModelFolder.read(
                SPARK.sparkContext().hadoopConfiguration(), folder.resolve("described").toString())
            .provenance()
            .training();
    assertThat(training).hasToString(result.model().provenance().training().toString());
    assertThat(training.get("optimizer"))
        .hasToString(
            "{base-batch-size=16, beta1=0.9, beta2=0.999, epsilon=1.0E-8, learning-rate=0.01,"
                + " type=adam}");
    assertThat(training.get("schedule")).hasToString("{end=0.0, growth=1, type=cosine, warm-up=4}");
    assertThat(training.get("regularization")).hasToString("{l1=0.001, l2=0.01, max-norm=0.9}");
    assertThat(training.get("clip")).hasToString("{global-norm=0.2, value=0.1}");
    assertThat(training.get("freeze")).hasToString("[hidden2]");
  }
}
