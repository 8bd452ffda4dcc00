package org.lockstep.listener.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.RowFigures;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;

@Tag("spark")
class MlflowListenerTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Configuration HADOOP = SPARK.sparkContext().hadoopConfiguration();

  @TempDir private static Path folder;
  private static Runs runs;

  private Path output;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 200).write().parquet(table);
    runs = Runs.classification(table).withPartitions(2).withEpochs(2); // 4 iterations an epoch
  }

  @BeforeEach
  void nameTheFolders() {
    output = folder.resolve("run-" + System.nanoTime());
  }

  private static MlflowListener listener(String trackingUri, Map<String, String> parameters) {
    return new MlflowListener(HADOOP, trackingUri, "leaves", OptionalInt.of(1), parameters);
  }

  private RunSettings settings() {
    CheckpointSettings every =
        new CheckpointSettings(OptionalLong.of(3), OptionalLong.empty(), OptionalDouble.empty(), 2);
    return runs.withCheckpoints(every).to(output.toString());
  }

  private static List<Long> steps(MlflowStandIn mlflow, String metric) {
    return mlflow.metrics.stream()
        .filter(point -> point.name().equals(metric))
        .map(MlflowMetric::step)
        .toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  /** Ends a run after an iteration, from within. */
  private static TrainingListener after(long iteration, Runnable what) {
    return new TrainingListener() {
      @Override
      public void iterationDone(IterationResult result) {
        if (result.iteration() == iteration) {
          what.run();
        }
      }
    };
  }

  @Test
  void theServerReceivesParametersMetricsTagsAndTheModel() throws IOException {
    List<HistoryRow> rows = new ArrayList<>();
    Map<String, String> parameters =
        Map.of(
            "training.epochs", "2",
            "training.class-weights.a+/b", "3",
            "data.train", "https://ann:sesame@h.test/x",
            "data.features", "column, ".repeat(100));

    try (MlflowStandIn mlflow = new MlflowStandIn()) {
      TrainingResult result =
          new Trainer(
                  SPARK,
                  runs.withValidation(new Validation.Fraction(0.2)).to(output.toString()),
                  new HistoryRecorder(OptionalInt.of(1), 0, rows::add),
                  listener(mlflow.address(), parameters))
              .train();

      assertThat(mlflow.statuses).containsExactly("FINISHED");
      assertThat(mlflow.parameters)
          .containsOnlyKeys(
              "training.epochs", "training.class-weights.a__b", "data.train", "data.features")
          .containsEntry("training.epochs", "2")
          .containsEntry("training.class-weights.a__b", "3")
          .containsEntry("data.train", "https://•••@h.test/x");
      assertThat(mlflow.parameters.get("data.features")).hasSize(500).endsWith("...");
      assertThat(mlflow.tags)
          .containsOnlyKeys(
              "lockstep.digest",
              "lockstep.output",
              "lockstep.stopped",
              "mlflow.runName",
              "mlflow.source.name",
              "mlflow.source.type",
              "mlflow.user")
          .containsEntry("lockstep.digest", result.model().digest())
          .containsEntry("lockstep.stopped", "epochs")
          .containsEntry("mlflow.runName", output.getFileName().toString());
      for (HistoryRow row : rows) {
        Map<String, Double> expected = RowFigures.of(row);
        expected.remove("milliseconds/other"); // each recorder has a clock of its own
        for (Map.Entry<String, Double> figure : expected.entrySet()) {
          assertThat(mlflow.metrics)
              .as("%s of step %d", figure.getKey(), row.iteration())
              .filteredOn(
                  point -> point.name().equals(figure.getKey()) && point.step() == row.iteration())
              .singleElement()
              .matches(point -> String.valueOf(point.timestamp()).matches("\\d{13}"))
              .extracting(MlflowMetric::value)
              .isEqualTo(figure.getValue());
        }
      }
      assertThat(new TreeSet<>(mlflow.metrics.stream().map(MlflowMetric::name).toList()))
          .containsExactly(
              "epoch-loss",
              "gradient-norm",
              "learning-rate",
              "loss",
              "milliseconds/compute",
              "milliseconds/other",
              "milliseconds/publish",
              "milliseconds/reduce",
              "milliseconds/send",
              "milliseconds/update",
              "milliseconds/validate",
              "validation/accuracy",
              "validation/loss");
      assertThat(mlflow.artifacts)
          .containsOnlyKeys(
              "7/abc/artifacts/model/manifest.json", "7/abc/artifacts/model/weights.safetensors");
      for (String name : List.of("weights.safetensors", "manifest.json")) {
        assertThat(mlflow.artifacts.get("7/abc/artifacts/model/" + name))
            .isEqualTo(Files.readAllBytes(output.resolve(name)));
      }
    }
  }

  @Test
  void aRunKilledAfterItsCheckpointResumesInTheSameMlflowRunWithoutDuplicateSteps()
      throws Exception {
    class Crash extends Error {
      private static final long serialVersionUID = 1L;
    }
    TrainingListener crash =
        after(
            5,
            () -> {
              throw new Crash();
            });
    try (MlflowStandIn mlflow = new MlflowStandIn()) {
      Trainer first = new Trainer(SPARK, settings(), listener(mlflow.address(), Map.of()), crash);
      assertThatThrownBy(first::train).isInstanceOf(Crash.class);
      // Unlike a process that is killed, this one still sends what was under way.
      while (!steps(mlflow, "milliseconds/other").contains(4L)) {
        Thread.sleep(10);
      }
      assertThat(steps(mlflow, "loss")).isEqualTo(upTo(4));

      try (RunFolder folder = RunFolder.reopen(HADOOP, output.toString())) {
        new Trainer(SPARK, settings(), listener(mlflow.address(), Map.of())).train(folder);
      }

      assertThat(mlflow.calls.stream().filter("runs/create"::equals)).hasSize(1);
      assertThat(steps(mlflow, "loss")).isEqualTo(upTo(8));
      assertThat(steps(mlflow, "epoch-loss")).containsExactly(4L, 8L);
      assertThat(mlflow.statuses).containsExactly("RUNNING", "FINISHED");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlruns",
        "/data/mlruns",
        "file:///data/mlruns",
        "hdfs://h.test/x",
        "sqlite:///x.db"
      })
  void anInvalidServerIsRefusedBeforeTheTraining(String uri) {
    assertThatThrownBy(() -> listener(uri, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("logging.mlflow.tracking-uri");
  }

  @Test
  void aStoppedAndResumedTrainingIsOneMlflowRun() throws IOException {
    try (MlflowStandIn mlflow = new MlflowStandIn()) {
      Map<String, String> parameters = Map.of("training.epochs", "2");
      Trainer[] trainer = new Trainer[1];
      trainer[0] =
          new Trainer(
              SPARK,
              settings(),
              listener(mlflow.address(), parameters),
              after(4, () -> trainer[0].requestStop()));
      assertThatThrownBy(() -> trainer[0].train()).isInstanceOf(RunStoppedException.class);

      TrainingResult result;
      try (RunFolder folder = RunFolder.reopen(HADOOP, output.toString())) {
        result =
            new Trainer(SPARK, settings(), listener(mlflow.address(), parameters)).train(folder);
      }

      assertThat(mlflow.calls.stream().filter("runs/create"::equals)).hasSize(1);
      assertThat(mlflow.parameters).containsExactly(entry("training.epochs", "2"));
      assertThat(mlflow.tags)
          .containsEntry("lockstep.digest", result.model().digest())
          .containsEntry("mlflow.runName", output.getFileName().toString());
      assertThat(mlflow.metrics)
          .filteredOn(metric -> metric.name().equals("loss"))
          .extracting(MlflowMetric::step)
          .containsExactlyElementsOf(upTo(8));
      assertThat(mlflow.metrics)
          .filteredOn(metric -> metric.name().equals("epoch-loss") && metric.step() == 8)
          .singleElement()
          .extracting(MlflowMetric::value)
          .isEqualTo(result.loss());
      assertThat(mlflow.statuses).containsExactly("KILLED", "RUNNING", "FINISHED");
      assertThat(mlflow.artifacts)
          .containsOnlyKeys(
              "7/abc/artifacts/model/manifest.json", "7/abc/artifacts/model/weights.safetensors");
      assertThat(mlflow.artifacts.get("7/abc/artifacts/model/weights.safetensors"))
          .isEqualTo(Files.readAllBytes(output.resolve("weights.safetensors")));
    }
  }

  @Test
  void aFailingServerIsAWarningAndDoesNotChangeTheModel() throws IOException {
    String expected =
        new Trainer(SPARK, runs.to(folder.resolve("undisturbed").toString()))
            .train()
            .model()
            .digest();
    List<String> notices = new ArrayList<>();
    TrainingListener console =
        new TrainingListener() {
          @Override
          public void noticed(String notice) {
            notices.add(notice);
          }
        };
    try (MlflowStandIn mlflow = new MlflowStandIn()) {
      mlflow.isBroken = true;

      TrainingResult result =
          new Trainer(
                  SPARK, runs.to(output.toString()), console, listener(mlflow.address(), Map.of()))
              .train();

      assertThat(result.model().digest()).isEqualTo(expected);
      assertThat(notices)
          .singleElement()
          .asString()
          .contains("MlflowListener", mlflow.address(), "500")
          .doesNotContain("\n");
    }
  }
}
