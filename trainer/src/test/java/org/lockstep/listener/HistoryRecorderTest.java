package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;

@Tag("spark")
class HistoryRecorderTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;

  @Test
  void rowsEndAfterSoManyIterationsAndWithTheEpochAndLoseNothing() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 250).write().parquet(table);
    // Five iterations an epoch
    Runs runs =
        Runs.classification(table).withValidation(new Validation.Table(table)).withEpochs(2);
    List<HistoryRow> rows = new ArrayList<>();
    List<IterationResult> iterations = new ArrayList<>();
    TrainingListener all =
        new TrainingListener() {
          @Override
          public void iterationDone(IterationResult result) {
            iterations.add(result);
          }
        };

    new Trainer(
            SPARK,
            runs.to(folder.resolve("model").toString()),
            all,
            new HistoryRecorder(OptionalInt.of(2), 100, rows::add))
        .train();

    assertThat(rows).extracting(HistoryRow::iteration).containsExactly(2L, 4L, 5L, 6L, 8L, 10L);
    assertThat(rows).extracting(HistoryRow::iterations).containsExactly(2, 2, 1, 1, 2, 2);
    assertThat(rows).extracting(HistoryRow::epoch).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(rows)
        .filteredOn(row -> row.validation() != null && row.epochLoss() != null)
        .extracting(HistoryRow::iteration)
        .containsExactly(5L, 10L);
    assertThat(rows.get(1).loss())
        .isCloseTo((iterations.get(2).loss() + iterations.get(3).loss()) / 2, within(1e-12));
    double seconds = rows.stream().mapToDouble(row -> row.seconds().total()).sum();
    assertThat(rows.get(5).elapsed()).isCloseTo(100 + seconds, within(1e-6));
  }
}
