package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.FirstOrder;
import org.lockstep.optimization.optimizer.Lbfgs;
import org.lockstep.optimization.optimizer.Momentum;
import org.lockstep.optimization.optimizer.Nadam;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Parts;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.StopReason;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;

/** A run that is stopped and resumed has the bits of an uninterrupted one. */
@Tag("spark")
class ResumeTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Configuration HADOOP = SPARK.sparkContext().hadoopConfiguration();

  @TempDir private static Path folder;
  private static Runs runs;

  private String output;

  /** What changes between the two parts of a run. */
  private record Variant(String name, DescentSettings descent, StoppingSettings stopping) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 250).write().parquet(table);
    runs =
        Runs.classification(table).withValidation(new Validation.Fraction(0.25)).withPartitions(2);
  }

  @AfterAll
  static void nothingRemainsCachedInTheSession() {
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  @BeforeEach
  void nameTheOutput() {
    output = folder.resolve("run-" + System.nanoTime()).toString();
  }

  private static Stream<Variant> variants() {
    StoppingSettings none = StoppingSettings.NONE;
    StoppingSettings early =
        StoppingSettings.NONE
            .withValidateEvery(OptionalLong.of(3))
            .withEarly(new StoppingSettings.Early(2, 0.002, ValidationMetric.LOSS, true));
    DescentSettings plateau =
        DescentSettings.of(new Momentum(), 0.05)
            .withSchedule(new ReduceOnPlateau(0.5, 1, 0.2, 0, ValidationMetric.ROC_AUC))
            .withRegularization(new Regularization(0, 1e-3, OptionalDouble.empty()))
            .withClipping(new Clipping(OptionalDouble.empty(), OptionalDouble.of(0.5)));
    // Best parameters are restored whenever the run ends
    StoppingSettings best =
        StoppingSettings.NONE
            .withValidateEvery(OptionalLong.of(3))
            .withEarly(new StoppingSettings.Early(1000, 0, ValidationMetric.LOSS, true));
    return Stream.of(
        new Variant("sgd", DescentSettings.of(new Sgd(), 0.1), none),
        new Variant("adam", DescentSettings.of(new Adam(), 0.01), none),
        new Variant("nadam", DescentSettings.of(new Nadam(), 0.01), none),
        new Variant("lbfgs", DescentSettings.of(new Lbfgs(5, 20), 1), none),
        new Variant("plateau", plateau, none),
        new Variant("early stopping", DescentSettings.of(new Adam(), 0.05), early),
        new Variant("in parts", Parts.descent(), best));
  }

  private static Runs of(Runs runs, Variant variant, int epochs) {
    double dropout = variant.descent().optimizer().isFullBatch() ? 0 : 0.1;
    NetworkSettings network = runs.training().network();
    if (variant.name().equals("in parts")) {
      network = Parts.network(network, Activation.MISH, new Loss.CrossEntropy(0.1));
    }
    return runs.withEpochs(epochs)
        .withNetwork(network.withDropout(dropout).withLayerNorm(true))
        .withDescent(variant.descent())
        .withStopping(variant.stopping());
  }

  private RunSettings settings(Runs runs, Variant variant, int epochs) {
    CheckpointSettings every =
        new CheckpointSettings(OptionalLong.of(2), OptionalLong.empty(), OptionalDouble.empty(), 3);
    return of(runs, variant, epochs).withCheckpoints(every).to(output);
  }

  /** Trains until iteration {@code stopAfter}, replacing an existing run. */
  private StopAfter trainUntil(long stopAfter, RunSettings settings) {
    StopAfter listener = new StopAfter(stopAfter);
    Trainer trainer = new Trainer(SPARK, settings, listener);
    listener.onStop(trainer::requestStop);
    assertThatThrownBy(
            () -> {
              if (Files.exists(Path.of(output))) {
                trainer.train(RunFolder.reopen(HADOOP, output));
              } else {
                trainer.train();
              }
            })
        .isInstanceOf(RunStoppedException.class)
        .hasMessageContaining("stopped after iteration " + stopAfter)
        .hasMessageContaining("lockstep resume " + output);
    return listener;
  }

  private TrainingResult resume(RunSettings settings, TrainingListener... listeners) {
    return new Trainer(SPARK, settings, listeners).train(RunFolder.reopen(HADOOP, output));
  }

  private static TrainingResult undisturbed(Runs runs, Variant variant, int epochs) {
    RunSettings settings =
        of(runs, variant, epochs)
            .withCheckpoints(CheckpointSettings.NONE)
            .to(folder.resolve("undisturbed-" + System.nanoTime()).toString());
    return new Trainer(SPARK, settings).train();
  }

  private static Variant sgd() {
    return variants().findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aRunStoppedTwiceInMidEpochAndResumedElsewhereHasTheSameBits(Variant variant) {
    TrainingResult expected = undisturbed(runs, variant, 4);
    long last = expected.iterations();
    assertThat(last).isGreaterThanOrEqualTo(4);

    boolean oneGradient = variant.descent().optimizer() instanceof FirstOrder;
    Runs others = runs.withExchange(oneGradient ? ExchangeKind.SHARDED : ExchangeKind.RESIDENT);
    trainUntil(last / 2 - 1, settings(others, variant, 4));
    trainUntil(last / 2, settings(runs.withPartitions(5), variant, 4));
    TrainingResult result = resume(settings(others.withPartitions(1), variant, 4));

    assertThat(result.model().digest()).isEqualTo(expected.model().digest());
    assertThat(result.history()).isEqualTo(expected.history());
    assertThat(result.iterations()).isEqualTo(last);
    assertThat(result.stopped()).isEqualTo(expected.stopped());
    assertThat(result.validation()).isEqualTo(expected.validation());
    assertThat(result.loss()).isEqualTo(expected.loss());
    assertThat(ModelFolder.read(HADOOP, output).digest()).isEqualTo(expected.model().digest());
  }

  @Test
  void aFinishedRunResumesToMoreEpochs() {
    TrainingResult expected = undisturbed(runs, sgd(), 5);
    new Trainer(SPARK, settings(runs, sgd(), 2)).train();

    TrainingResult result = resume(settings(runs, sgd(), 5));

    assertThat(result.iterations()).isEqualTo(expected.iterations());
    assertThat(result.model().digest()).isEqualTo(expected.model().digest());
  }

  @Test
  void resumeOfAFinishedRunWithoutMoreEpochsGivesTheSameModel() {
    TrainingResult first = new Trainer(SPARK, settings(runs, sgd(), 2)).train();

    TrainingResult again = resume(settings(runs, sgd(), 2));

    assertThat(again.model().digest()).isEqualTo(first.model().digest());
    assertThat(again.stopped()).isEqualTo(StopReason.EPOCHS);
    assertThat(again.validation()).isEqualTo(first.validation());
  }

  @Test
  void everyReportedCheckpointExists() throws IOException {
    StopAfter listener = trainUntil(7, settings(runs, sgd(), 3));

    assertThat(listener.written()).containsExactly(2L, 4L, 6L, 7L);
    try (Stream<Path> checkpoints = Files.list(Path.of(output, "checkpoints"))) {
      assertThat(checkpoints.map(p -> p.getFileName().toString()))
          .contains(
              "iteration-000000000004.safetensors",
              "iteration-000000000006.safetensors",
              "iteration-000000000007.safetensors");
    }
  }

  @Test
  void aDamagedCheckpointIsSkippedForTheOneBefore() throws IOException {
    String expected = undisturbed(runs, sgd(), 3).model().digest();
    trainUntil(7, settings(runs, sgd(), 3));
    Path file = Path.of(output, "checkpoints/iteration-000000000007.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 16;
    Files.write(file, bytes);
    StopAfter listener = new StopAfter(-1);

    TrainingResult result = resume(settings(runs, sgd(), 3), listener);

    assertThat(listener.notices())
        .singleElement()
        .asString()
        .contains("iteration 7", "passed over", "checksum");
    assertThat(result.model().digest()).isEqualTo(expected);
  }

  @Test
  void withoutAValidCheckpointTheRunRestartsFromTheBeginning() throws IOException {
    String expected = undisturbed(runs, sgd(), 2).model().digest();
    trainUntil(1, settings(runs, sgd(), 2));
    Files.write(Path.of(output, "checkpoints/iteration-000000000001.safetensors"), new byte[9]);

    assertThat(resume(settings(runs, sgd(), 2)).model().digest()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "batch-size", "optimizer"})
  void changedSettingsAreRefusedAndNamed(String changed) {
    trainUntil(3, settings(runs, sgd(), 2));
    Variant adam = variants().skip(1).findFirst().orElseThrow();
    RunSettings other =
        switch (changed) {
          case "seed" -> settings(runs.withSeed(2), sgd(), 2);
          case "batch-size" -> settings(runs.withBatchSize(40), sgd(), 2);
          default -> settings(runs, adam, 2);
        };

    assertThatThrownBy(() -> resume(other))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("this is not the run that was begun")
        .hasMessageContaining("training." + changed);
  }

  @Test
  void changedTrainingDataIsRefused() throws IOException {
    trainUntil(3, settings(runs, sgd(), 2));
    String other = folder.resolve("other-" + System.nanoTime()).toString();
    Blobs.table(SPARK, 260).write().parquet(other);
    Runs elsewhere =
        Runs.classification(other).withValidation(new Validation.Fraction(0.25)).withPartitions(2);

    assertThatThrownBy(() -> resume(settings(elsewhere, sgd(), 2)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.train has other examples");
  }

  @Test
  void aStopFileStopsTheRun() throws IOException {
    RunSettings endless = settings(runs, sgd(), 100_000);
    TrainingListener makesTheFile =
        new TrainingListener() {
          @Override
          public void iterationDone(IterationResult result) {
            if (result.iteration() == 1) {
              try {
                Files.createFile(Path.of(output, "stop"));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
          }
        };

    assertThatThrownBy(() -> new Trainer(SPARK, endless, makesTheFile).train())
        .isInstanceOf(RunStoppedException.class);

    assertThat(Path.of(output, "stop")).doesNotExist();
    assertThat(Path.of(output, "unfinished.conf")).exists();
  }

  @Test
  void aRunThatFailsBeforeItsFirstCheckpointKeepsTheEarlierRun() throws IOException {
    new Trainer(SPARK, settings(runs, sgd(), 1)).train();
    TreeOf before = TreeOf.of(Path.of(output));
    RunSettings s = settings(runs, sgd(), 1);
    RunSettings wrong =
        new RunSettings(
            Runs.classification(folder.resolve("nowhere").toString()).data(),
            s.training(),
            output,
            true);

    assertThatThrownBy(() -> new Trainer(SPARK, wrong).train()).isInstanceOf(UserException.class);

    assertThat(TreeOf.of(Path.of(output))).isEqualTo(before);
  }

  /** The files of a folder and their sizes. */
  private record TreeOf(List<String> files) {
    static TreeOf of(Path folder) throws IOException {
      try (Stream<Path> paths = Files.walk(folder)) {
        return new TreeOf(
            paths.map(p -> folder.relativize(p) + " " + p.toFile().length()).sorted().toList());
      }
    }
  }
}
