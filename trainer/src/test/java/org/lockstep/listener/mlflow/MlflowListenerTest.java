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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.RowFigures;
import org.lockstep.model.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.Validation;
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

  private Path mlruns;
  private Path output;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 200).write().parquet(table);
    runs = Runs.classification(table).withPartitions(2).withEpochs(2); // 4 iterations an epoch
  }

  @BeforeEach
  void nameTheFolders() {
    mlruns = folder.resolve("mlruns-" + System.nanoTime());
    output = folder.resolve("run-" + System.nanoTime());
  }

  private static MlflowListener listener(Object trackingUri, Map<String, String> parameters) {
    return new MlflowListener(
        HADOOP, trackingUri.toString(), "leaves", OptionalInt.of(1), parameters);
  }

  private RunSettings settings() {
    CheckpointSettings every =
        new CheckpointSettings(OptionalLong.of(3), OptionalLong.empty(), OptionalDouble.empty(), 2);
    return runs.withCheckpoints(every).to(output.toString());
  }

  /** The folder of the only run. */
  private Path run() throws IOException {
    try (Stream<Path> paths = Files.find(mlruns, 2, (p, a) -> p.endsWith("meta.yaml"))) {
      Path experiment = paths.findFirst().orElseThrow().getParent();
      try (Stream<Path> all = Files.list(experiment)) {
        List<Path> ofRuns = all.filter(Files::isDirectory).toList();
        assertThat(ofRuns).hasSize(1);
        return ofRuns.get(0);
      }
    }
  }

  private static List<Long> steps(Path metric) throws IOException {
    return Files.readAllLines(metric).stream()
        .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
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
  void aFolderGetsTheLayoutOfMlflowsFileStoreFileByFile() throws IOException {
    List<HistoryRow> rows = new ArrayList<>();
    Map<String, String> parameters =
        Map.of(
            "training.epochs", "2",
            "training.class-weights.a+/b", "3",
            "data.features", "column, ".repeat(100));

    TrainingResult result =
        new Trainer(
                SPARK,
                runs.withValidation(new Validation.Fraction(0.2)).to(output.toString()),
                new HistoryRecorder(OptionalInt.of(1), 0, rows::add),
                listener(mlruns, parameters))
            .train();

    Path run = run();
    String runId = run.getFileName().toString();
    String experiment = run.getParent().getFileName().toString();
    assertThat(runId).matches("[0-9a-f]{32}");
    assertThat(Files.readAllLines(run.resolveSibling("meta.yaml")))
        .contains(
            "artifact_location: \"file:%s\"".formatted(run.getParent()),
            "experiment_id: \"%s\"".formatted(experiment),
            "lifecycle_stage: active",
            "name: \"leaves\"");
    assertThat(Files.readAllLines(run.resolve("meta.yaml")))
        .contains(
            "artifact_uri: \"file:%s/artifacts\"".formatted(run),
            "experiment_id: \"%s\"".formatted(experiment),
            "lifecycle_stage: active",
            "run_id: \"%s\"".formatted(runId),
            "run_uuid: \"%s\"".formatted(runId),
            "run_name: \"%s\"".formatted(output.getFileName()),
            "status: 3")
        .anyMatch(line -> line.matches("start_time: \\d{13}"))
        .anyMatch(line -> line.matches("end_time: \\d{13}"));

    assertThat(run.resolve("params/training.epochs")).hasContent("2");
    assertThat(run.resolve("params/training.class-weights.a__b")).hasContent("3");
    assertThat(run.resolve("params/data.features")).content().hasSize(500).endsWith("...");
    assertThat(run.resolve("tags/lockstep.digest")).hasContent(result.model().digest());
    assertThat(run.resolve("tags/lockstep.stopped")).hasContent("epochs");
    assertThat(run.resolve("tags/mlflow.runName")).hasContent(output.getFileName().toString());

    for (HistoryRow row : rows) {
      Map<String, Double> expected = RowFigures.of(row);
      expected.remove("milliseconds/other"); // each recorder has a clock of its own
      for (Map.Entry<String, Double> figure : expected.entrySet()) {
        assertThat(Files.readAllLines(run.resolve("metrics/" + figure.getKey())))
            .as("%s of step %d", figure.getKey(), row.iteration())
            .filteredOn(line -> line.endsWith(" " + row.iteration()))
            .singleElement()
            .asString()
            .matches("\\d{13} \\S+ \\d+")
            .contains(" " + figure.getValue() + " ");
      }
    }
    for (String name : List.of("weights.safetensors", "manifest.json")) {
      assertThat(run.resolve("artifacts/model").resolve(name))
          .hasSameBinaryContentAs(output.resolve(name));
    }
    assertThat(names(run))
        .containsExactly(
            "artifacts/model/manifest.json",
            "artifacts/model/weights.safetensors",
            "meta.yaml",
            "metrics/epoch-loss",
            "metrics/gradient-norm",
            "metrics/learning-rate",
            "metrics/loss",
            "metrics/milliseconds/compute",
            "metrics/milliseconds/other",
            "metrics/milliseconds/publish",
            "metrics/milliseconds/reduce",
            "metrics/milliseconds/send",
            "metrics/milliseconds/update",
            "metrics/milliseconds/validate",
            "metrics/validation/accuracy",
            "metrics/validation/loss",
            "params/data.features",
            "params/training.class-weights.a__b",
            "params/training.epochs",
            "tags/lockstep.digest",
            "tags/lockstep.output",
            "tags/lockstep.stopped",
            "tags/mlflow.runName",
            "tags/mlflow.source.name",
            "tags/mlflow.source.type",
            "tags/mlflow.user");
  }

  private static Set<String> names(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.filter(Files::isRegularFile).forEach(p -> names.add(folder.relativize(p).toString()));
    }
    return names;
  }

  @Test
  void aRunThatWasKilledPastItsCheckpointGoesOnInTheSameRunWithoutAStepTwice() throws Exception {
    class Crash extends Error {
      private static final long serialVersionUID = 1L;
    }
    TrainingListener crash =
        after(
            5,
            () -> {
              throw new Crash();
            });
    Trainer first = new Trainer(SPARK, settings(), listener(mlruns, Map.of()), crash);
    assertThatThrownBy(first::train).isInstanceOf(Crash.class);
    // Unlike a process that is killed, this one still writes what was under way.
    Path last = run().resolve("metrics/milliseconds/other");
    while (!Files.exists(last) || !steps(last).contains(4L)) {
      Thread.sleep(10);
    }
    assertThat(steps(run().resolve("metrics/loss"))).isEqualTo(upTo(4));

    try (RunFolder folder = RunFolder.reopen(HADOOP, output.toString())) {
      new Trainer(SPARK, settings(), listener(mlruns, Map.of())).train(folder);
    }

    assertThat(steps(run().resolve("metrics/loss"))).isEqualTo(upTo(8));
    assertThat(steps(run().resolve("metrics/epoch-loss"))).containsExactly(4L, 8L);
    assertThat(run().resolve("meta.yaml")).content().contains("\nstatus: 3\n");
  }

  @Test
  void aRunThatWasStoppedIsKilledForMlflowUntilItGoesOn() throws IOException {
    Trainer[] trainer = new Trainer[1];
    trainer[0] =
        new Trainer(
            SPARK,
            settings(),
            listener(mlruns, Map.of()),
            after(5, () -> trainer[0].requestStop()));
    assertThatThrownBy(() -> trainer[0].train()).isInstanceOf(RunStoppedException.class);
    assertThat(run().resolve("meta.yaml")).content().contains("\nstatus: 5\n");

    try (RunFolder folder = RunFolder.reopen(HADOOP, output.toString())) {
      new Trainer(SPARK, settings(), listener(mlruns, Map.of())).train(folder);
    }

    assertThat(run().resolve("meta.yaml")).content().contains("\nstatus: 3\n");
    assertThat(steps(run().resolve("metrics/loss"))).isEqualTo(upTo(8));
  }

  @Test
  void aServerHearsOfTheWholeRunAndOfTheOneThatGoesOn() throws IOException {
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
  void aServerThatFailsIsAWarningAndTheModelTheSame() throws IOException {
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
