package org.lockstep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lockstep.encoding.Task;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.Phase;
import org.lockstep.listener.PhaseSeconds;
import org.lockstep.listener.chart.StackedChart.Stretch;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

class ReportedRunTest {
  private static final int COMPUTE = List.of(Phase.values()).indexOf(Phase.COMPUTE);
  private static final int VALIDATE = List.of(Phase.values()).indexOf(Phase.VALIDATE);

  private static HistoryRow row(int iteration, int epoch, double validationLoss) {
    return new HistoryRow(
        new HistoryRow.Position(iteration, epoch, 10),
        new HistoryRow.Training(1, 0.1, 1),
        iteration,
        new PhaseSeconds(
            new PhaseSeconds.Exchange(0, 3, 0, 0), 0, Double.isNaN(validationLoss) ? 0 : 2, 0),
        Double.isNaN(validationLoss) ? null : 1.0,
        Double.isNaN(validationLoss)
            ? null
            : new Metrics(
                Task.CLASSIFICATION,
                5,
                Map.of(ValidationMetric.LOSS, validationLoss, ValidationMetric.ACCURACY, 0.5)));
  }

  private static ReportedRun run(List<HistoryRow> rows) {
    return SyntheticRun.run("a", rows, Map.of());
  }

  @Test
  void theBestEpochIsTheFirstWithTheLeastLoss() {
    ReportedRun run =
        run(
            List.of(
                row(10, 1, 0.9),
                row(20, 2, 0.4),
                row(30, 3, Double.NaN),
                row(40, 4, 0.4),
                row(50, 5, 0.7)));

    assertThat(run.best()).hasValueSatisfying(best -> assertThat(best.epoch()).isEqualTo(2));
    assertThat(run(List.of(row(10, 1, Double.NaN))).best()).isEmpty();
  }

  @Test
  void thePhasesOfAnEpochAreSummedAndTheirSharesAddUpToOne() {
    List<HistoryRow> rows = new ArrayList<>();
    for (int epoch = 1; epoch <= 300; epoch++) {
      rows.add(row(20 * epoch - 10, epoch, Double.NaN));
      rows.add(row(20 * epoch, epoch, 0.5));
    }

    List<Stretch> stretches = TimeSection.stretches(rows);

    assertThat(stretches).hasSize(100);
    assertThat(stretches.get(0).from()).isZero();
    assertThat(stretches.get(0).to()).isEqualTo(60);
    assertThat(stretches.get(99).to()).isEqualTo(6000);
    assertThat(stretches)
        .allSatisfy(
            stretch -> {
              assertThat(stretch.shares().get(COMPUTE)).isEqualTo(6 / 8.0);
              assertThat(stretch.shares().get(VALIDATE)).isEqualTo(2 / 8.0);
            });
  }

  @Test
  void oneLongEpochIsShownInParts() {
    List<HistoryRow> rows = new ArrayList<>();
    for (int i = 1; i <= 400; i++) {
      rows.add(row(10 * i, 1, Double.NaN));
    }

    assertThat(TimeSection.stretches(rows)).hasSizeBetween(38, 42);
  }
}
