package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  private static final Pace PACE = new Pace(Plans.of(30, 230, 14_720, 690), OptionalLong.empty());

  private final EpochLoss loss = new EpochLoss();
  private final ProgressLine line = new ProgressLine(PACE, loss, done -> done);

  /** The line after an iteration of a run of 6,900 iterations. */
  private String rendered(int columns, long iteration) {
    List<String> drawn = new CopyOnWriteArrayList<>();
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setInitialMax(PACE.iterations())
            .startsFrom(690, Duration.ZERO)
            .setUpdateIntervalMillis(3_600_000)
            .setRenderer(line)
            .setConsumer(new DelegatingProgressBarConsumer(drawn::add, columns))
            .build()) {
      bar.stepTo(iteration);
    }
    return drawn.get(drawn.size() - 1);
  }

  @Test
  void aWideTerminalShowsAllOfIt() {
    loss.add(14, 9.5);
    loss.add(15, 0.5);
    loss.add(15, 1);
    line.validated(0.25);

    assertThat(rendered(160, 3_450))
        .matches(
            "epoch 15/30  █{20}░{20}   50%  3,450/6,900  loss 0\\.7500  validation 0\\.2500"
                + "  [\\d,]+ rows/s  0:00 left");
  }

  @ParameterizedTest
  @CsvSource({
    "100, epoch.*loss.*validation.*left",
    "80, epoch.*loss.*validation.*left",
    "60, epoch.*loss.*left",
    "40, epoch.*%.*",
    "25, epoch.*",
  })
  void aNarrowTerminalShowsTheMostImportantFields(int columns, String pattern) {
    line.validated(0.25);

    assertThat(rendered(columns, 3_450)).matches(pattern).hasSizeLessThanOrEqualTo(columns);
  }

  @Test
  void theBarOfAResumedRunStartsAtItsIteration() {
    assertThat(rendered(80, 690)).matches("epoch  1/30  █{4}░{36}   10%    690/6,900");
  }

  @Test
  void theBarIsFullAtTheEnd() {
    assertThat(rendered(60, 6_900)).contains("100%").doesNotContain("░");
  }
}
