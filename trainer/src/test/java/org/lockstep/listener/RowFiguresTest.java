package org.lockstep.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lockstep.model.Metrics;
import org.lockstep.support.Figures;

class RowFiguresTest {
  private static final PhaseSeconds SECONDS =
      new PhaseSeconds(new PhaseSeconds.Exchange(0.5, 2, 0.25, 1), 0.125, 4, 8);

  private static HistoryRow row(@Nullable Double epochLoss, @Nullable Metrics validation) {
    return new HistoryRow(
        new HistoryRow.Position(40, 2, 8),
        new HistoryRow.Training(0.75, 0.1, 3),
        99,
        SECONDS,
        epochLoss,
        validation);
  }

  @Test
  void phasesAreMillisecondsPerIterationAndMissingValuesAreLeftOut() {
    assertThat(RowFigures.of(row(null, null)))
        .containsExactly(
            entry("loss", 0.75),
            entry("learning-rate", 0.1),
            entry("gradient-norm", 3.0),
            entry("milliseconds/publish", 62.5),
            entry("milliseconds/compute", 250.0),
            entry("milliseconds/send", 31.25),
            entry("milliseconds/reduce", 125.0),
            entry("milliseconds/update", 15.625),
            entry("milliseconds/validate", 500.0),
            entry("milliseconds/other", 1000.0));
  }

  @Test
  void theLastRowOfAnEpochHasTheMetricsOfItsTask() {
    assertThat(RowFigures.of(row(0.5, Figures.ofClasses(0.6, 20, 0.9))))
        .contains(
            entry("epoch-loss", 0.5),
            entry("validation/loss", 0.6),
            entry("validation/accuracy", 0.9))
        .hasSize(13);
    assertThat(RowFigures.of(row(0.5, Figures.ofNumbers(0.6, 20, 7.0, 0.8))))
        .contains(
            entry("epoch-loss", 0.5),
            entry("validation/loss", 0.6),
            entry("validation/rmse", 7.0),
            entry("validation/r2", 0.8))
        .hasSize(14);
  }
}
