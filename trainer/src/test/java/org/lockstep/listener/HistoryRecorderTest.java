package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;

@Tag("spark")
class HistoryRecorderTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;
  private static Runs runs;

  private final List<HistoryRow> rows = new ArrayList<>();

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 250).write().parquet(table);
    // Five iterations an epoch
    runs = Runs.classification(table).withValidation(new Validation.Table(table)).withEpochs(2);
  }

  private void train(Runs runs, TrainingListener... others) {
    List<TrainingListener> all = new ArrayList<>(List.of(others));
    all.add(new HistoryRecorder(OptionalInt.of(2), 100, rows::add));
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    new Trainer(SPARK, runs.to(output), all.toArray(TrainingListener[]::new)).train();
  }

  /** The same run with another validation interval and another last iteration. */
  private static Runs stopping(long validateEvery, long maxIterations) {
    return runs.withStopping(
        StoppingSettings.NONE
            .withMaxIterations(OptionalLong.of(maxIterations))
            .withValidateEvery(OptionalLong.of(validateEvery)));
  }

  private List<Long> validatedIterations() {
    return rows.stream()
        .filter(row -> row.validation() != null)
        .map(HistoryRow::iteration)
        .toList();
  }

  @Test
  void rowsCoverAllIterationsAndEndAtTheirLimitOrAtTheEpoch() {
    List<IterationResult> iterations = new ArrayList<>();
    TrainingListener all =
        new TrainingListener() {
          @Override
          public void iterationDone(IterationResult result) {
            iterations.add(result);
          }
        };

    train(runs, all);

    assertThat(rows).extracting(HistoryRow::iteration).containsExactly(2L, 4L, 5L, 6L, 8L, 10L);
    assertThat(rows).extracting(HistoryRow::iterations).containsExactly(2, 2, 1, 1, 2, 2);
    assertThat(rows).extracting(HistoryRow::epoch).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(validatedIterations()).containsExactly(5L, 10L);
    assertThat(rows)
        .filteredOn(row -> row.epochLoss() != null)
        .extracting(HistoryRow::iteration)
        .containsExactly(5L, 10L);
    assertThat(rows.get(1).loss())
        .isCloseTo((iterations.get(2).loss() + iterations.get(3).loss()) / 2, within(1e-12));
    double seconds = rows.stream().mapToDouble(row -> row.seconds().total()).sum();
    assertThat(rows.get(5).elapsed()).isCloseTo(100 + seconds, within(1e-6));
  }

  @Test
  void theValidationOfARowIsThatOfItsLastIteration() {
    train(stopping(3, 1000));

    assertThat(rows)
        .extracting(HistoryRow::iteration)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 8L, 9L, 10L);
    assertThat(validatedIterations())
        .as("the last at the end of the run")
        .containsExactly(3L, 6L, 9L, 10L);
  }

  @Test
  void aRunThatEndsWithinARowAndAnEpochEndsBoth() {
    train(stopping(5, 7));

    assertThat(rows).extracting(HistoryRow::iteration).containsExactly(2L, 4L, 5L, 6L, 7L);
    assertThat(validatedIterations()).containsExactly(5L, 7L);
    assertThat(rows.get(4).epochLoss()).isNotNull();
  }

  @Test
  void aRunThatIsStoppedWithinARowEndsTheRow() {
    TrainingListener stop =
        new TrainingListener() {
          private long done;

          @Override
          public void iterationDone(IterationResult result) {
            done = result.iteration();
          }

          @Override
          public boolean wantsToStop() {
            return done == 3;
          }
        };

    assertThatThrownBy(() -> train(runs, stop)).isInstanceOf(RunStoppedException.class);

    assertThat(rows).extracting(HistoryRow::iteration).containsExactly(2L, 3L);
    assertThat(rows).extracting(HistoryRow::iterations).containsExactly(2, 1);
  }
}
