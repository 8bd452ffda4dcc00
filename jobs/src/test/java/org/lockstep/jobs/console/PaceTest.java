package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  /** 10 epochs of 100 iterations and 6,400 examples, of which 500 iterations were done before. */
  private static final Pace RESUMED = new Pace(Plans.of(10, 100, 6_400, 500), OptionalLong.empty());

  @Test
  void theSpeedCountsTheIterationsOfThisProcessOnly() {
    assertThat(RESUMED.speed(600, 0.5)).isEqualTo("12,800 rows/s");
  }

  @ParameterizedTest
  @CsvSource({"600, 100, 6:40 left", "501, 15, 2:04:45 left", "1000, 80, 0:00 left"})
  void theTimeLeftAssumesThePaceOfTheIterationsSoFar(long iteration, double seconds, String left) {
    assertThat(RESUMED.timeLeft(iteration, seconds)).isEqualTo(left);
  }

  @Test
  void aRunEndsAfterItsEpochsOrItsIterations() {
    assertThat(RESUMED.iterations()).isEqualTo(1000);
    assertThat(new Pace(RESUMED.plan(), OptionalLong.of(700)).iterations()).isEqualTo(700);
    assertThat(new Pace(RESUMED.plan(), OptionalLong.of(7000)).iterations()).isEqualTo(1000);
  }
}
