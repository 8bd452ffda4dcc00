package org.lockstep.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestedTrainingTest {
  @Test
  void aSmallTableGetsASmallNetworkAndManyEpochs() {
    assertThat(SuggestedTraining.of(150, 4))
        .isEqualTo(
            new SuggestedTraining(
                0.2,
                List.of(32),
                32,
                new SuggestedTraining.Step(0.005, 1),
                new SuggestedTraining.Length(100, 20)));
  }

  @Test
  void aTableOfImagesGetsALargeNetworkAndFewEpochs() {
    assertThat(SuggestedTraining.of(60_000, 784))
        .isEqualTo(
            new SuggestedTraining(
                0.1,
                List.of(256, 128),
                128,
                new SuggestedTraining.Step(0.001, 0.01),
                new SuggestedTraining.Length(18, 3)));
  }

  @Test
  void twoMillionRowsGetEpochsThatAPersonWouldWaitFor() {
    assertThat(SuggestedTraining.of(2_000_000, 130))
        .isEqualTo(
            new SuggestedTraining(
                0.1,
                List.of(256, 128),
                1024,
                new SuggestedTraining.Step(0.001, 0.01),
                new SuggestedTraining.Length(4, 3)));
  }

  @Test
  void aTinyTableGetsNoValidationFraction() {
    assertThat(SuggestedTraining.of(49, 4).validation()).isZero();
    assertThat(SuggestedTraining.of(50, 4).validation()).isEqualTo(0.2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 49, 50, 999, 10_000, 1_000_000, 10_000_000_000L})
  void everyNumberOfRowsGetsValidSettings(long rows) {
    SuggestedTraining suggested = SuggestedTraining.of(rows, 10);

    assertThat(suggested.length().epochs()).isBetween(3, 100);
    assertThat(suggested.length().patience()).isBetween(3, suggested.length().epochs());
    assertThat(suggested.batchSize()).isBetween(32, 1024);
    assertThat(suggested.hidden()).isNotEmpty().allMatch(units -> units > 0);
  }
}
