package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
import org.lockstep.encoding.Task;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRecorder;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.PhaseSeconds;
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

/** The history of a run that was stopped, or killed, is the one that it has undisturbed. */
@Tag("spark")
class HistoryTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Configuration HADOOP = SPARK.sparkContext().hadoopConfiguration();
  private static final PhaseSeconds NO_TIME = PhaseSeconds.NONE;

  @TempDir private static Path folder;
  private static Runs runs;
  private static List<HistoryRow> undisturbed;

  private String output;

  @BeforeAll
  static void trainUndisturbed() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 250).write().parquet(table);
    // Five iterations an epoch: rows end after 2, 4, 5, 6, 8, 10 and so on
    runs =
        Runs.classification(table)
            .withValidation(new Validation.Table(table))
            .withPartitions(2)
            .withEpochs(4);
    String output = folder.resolve("undisturbed").toString();
    new Trainer(SPARK, settings(output), history(output)).train();
    undisturbed = withoutTimes(output);
    assertThat(undisturbed).hasSize(12);
  }

  @BeforeEach
  void nameTheOutput() {
    output = folder.resolve("run-" + System.nanoTime()).toString();
  }

  private static RunSettings settings(String output) {
    CheckpointSettings every =
        new CheckpointSettings(OptionalLong.of(1), OptionalLong.empty(), OptionalDouble.empty(), 9);
    return runs.withCheckpoints(every).to(output);
  }

  private static TrainingListener history(String output) {
    return new HistoryRecorder(
        OptionalInt.of(2),
        HistoryFiles.elapsed(HADOOP, output),
        new HistoryFiles(HADOOP, Task.CLASSIFICATION));
  }

  private static List<HistoryRow> withoutTimes(String output) {
    return HistoryFiles.read(HADOOP, output).stream()
        .map(
            row ->
                new HistoryRow(
                    row.position(), row.training(), 0, NO_TIME, row.epochLoss(), row.validation()))
        .toList();
  }

  private void trainUntil(long iteration) {
    TrainingListener stop =
        new TrainingListener() {
          private long done;

          @Override
          public void iterationDone(IterationResult result) {
            done = result.iteration();
          }

          @Override
          public boolean wantsToStop() {
            return done == iteration;
          }
        };
    assertThatThrownBy(() -> new Trainer(SPARK, settings(output), stop, history(output)).train())
        .isInstanceOf(RunStoppedException.class);
  }

  private void resume() {
    new Trainer(SPARK, settings(output), history(output)).train(RunFolder.reopen(HADOOP, output));
  }

  @ParameterizedTest(name = "after iteration {0}")
  @ValueSource(longs = {4, 5, 8})
  void theHistoryOfARunStoppedAtTheEndOfARowAndResumedIsTheSame(long iteration) throws IOException {
    trainUntil(iteration);
    assertThat(withoutTimes(output))
        .isEqualTo(undisturbed.stream().filter(row -> row.iteration() <= iteration).toList());

    resume();

    assertThat(withoutTimes(output)).isEqualTo(undisturbed);
    assertThat(HistoryFiles.read(HADOOP, output))
        .extracting(HistoryRow::elapsed)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(Files.readAllLines(Path.of(output, "metrics.csv"))).hasSize(13);
  }

  @Test
  void theHistoryOfARunKilledWithRowsAfterItsCheckpointIsTheSame() throws IOException {
    trainUntil(9);
    for (int lost : new int[] {9, 8, 7}) {
      Files.delete(Path.of(output, "checkpoints/iteration-%012d.safetensors".formatted(lost)));
    }
    Files.writeString(
        Path.of(output, "metrics.jsonl"), "{\"format-version\":1,", StandardOpenOption.APPEND);

    resume();

    assertThat(withoutTimes(output)).isEqualTo(undisturbed);
  }

  @Test
  void theHistoryOfARunStoppedWithinARowCoversEveryIteration() {
    trainUntil(7);

    resume();

    List<HistoryRow> rows = withoutTimes(output);
    assertThat(rows).extracting(HistoryRow::iteration).containsSequence(6L, 7L, 8L, 10L);
    assertThat(rows.stream().mapToInt(HistoryRow::iterations).sum()).isEqualTo(20);
  }

  @Test
  void aRestartedRunHasAnEmptyHistoryAndARunThatFailsAtItsStartKeepsTheOldOne() throws IOException {
    new Trainer(SPARK, settings(output), history(output)).train();
    String before = Files.readString(Path.of(output, "metrics.jsonl"));
    RunSettings s = settings(output);
    RunSettings nowhere =
        new RunSettings(
            Runs.classification(folder.resolve("nowhere").toString()).data(),
            s.training(),
            output,
            true);

    assertThatThrownBy(() -> new Trainer(SPARK, nowhere, history(output)).train())
        .isInstanceOf(UserException.class);
    assertThat(Files.readString(Path.of(output, "metrics.jsonl"))).isEqualTo(before);

    RunSettings anew = new RunSettings(s.data(), s.training(), s.checkpoints(), output, true);
    new Trainer(SPARK, anew, history(output)).train();
    assertThat(withoutTimes(output)).isEqualTo(undisturbed);
    assertThat(Files.readString(Path.of(output, "metrics.jsonl"))).isNotEqualTo(before);
  }
}
