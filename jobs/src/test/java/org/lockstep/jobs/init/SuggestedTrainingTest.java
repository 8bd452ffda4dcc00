package org.lockstep.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.Task;
import org.lockstep.network.Activation;

class SuggestedTrainingTest {
  @Test
  void columnsGetEmbeddedNumbersDropoutAndDecay() {
    SuggestedTraining suggested = SuggestedTraining.ofColumns(800, Task.CLASSIFICATION);

    assertThat(suggested.network().embedsNumbers()).isTrue();
    assertThat(suggested.network().dropout()).isPositive();
    assertThat(suggested.step().weightDecay().orElseThrow()).isGreaterThanOrEqualTo(0.1);
  }

  @Test
  void classesOfASmallTableAreLearntSlowerThanNumbers() {
    SuggestedTraining classes = SuggestedTraining.ofColumns(800, Task.CLASSIFICATION);
    SuggestedTraining numbers = SuggestedTraining.ofColumns(800, Task.REGRESSION);

    assertThat(classes.step().learningRate()).isLessThan(numbers.step().learningRate());
    assertThat(classes.length().epochs()).isLessThanOrEqualTo(numbers.length().epochs());
  }

  @Test
  void aSmallTableOfPixelsGetsASmallNetworkAndManyEpochs() {
    assertThat(SuggestedTraining.ofPixels(150, 4))
        .isEqualTo(
            new SuggestedTraining(
                new SuggestedTraining.HeldOut(0.2, 0),
                new SuggestedTraining.Network(List.of(64, 32), Activation.RELU, 0, false),
                32,
                new SuggestedTraining.Step(0.005, 1),
                new SuggestedTraining.Length(100, 20)));
  }

  @Test
  void aTableOfImagesGetsALargeNetworkAndFewEpochs() {
    assertThat(SuggestedTraining.ofPixels(60_000, 784))
        .isEqualTo(
            new SuggestedTraining(
                new SuggestedTraining.HeldOut(0.1, 0),
                new SuggestedTraining.Network(List.of(256, 128), Activation.RELU, 0, false),
                128,
                new SuggestedTraining.Step(0.001, 0.01),
                new SuggestedTraining.Length(18, 3)));
  }

  @Test
  void sparseVectorsGetAStepThatLeavesTheWeightsOfOtherInputs() {
    SuggestedTraining suggested = SuggestedTraining.ofSparse(20_000);

    assertThat(suggested.step().weightDecay()).isEmpty();
    assertThat(suggested.network().hidden()).containsExactly(64);
    assertThat(suggested.reason(20_000, 262_144)).contains("20,000 rows and 262,144 inputs");
  }

  @Test
  void twoMillionRowsGetEpochsThatAPersonWouldWaitFor() {
    SuggestedTraining suggested = SuggestedTraining.ofColumns(2_000_000, Task.CLASSIFICATION);

    assertThat(suggested.length().epochs()).isEqualTo(2);
    assertThat(suggested.batchSize()).isGreaterThanOrEqualTo(1024);
  }

  @Test
  void aSmallTableIsCrossValidatedSoThatItsModelLearnsFromAllRows() {
    assertThat(SuggestedTraining.ofColumns(499, Task.REGRESSION).heldOut().folds()).isZero();
    assertThat(SuggestedTraining.ofColumns(500, Task.REGRESSION).heldOut().folds()).isEqualTo(5);
    assertThat(SuggestedTraining.ofColumns(2_000, Task.REGRESSION).heldOut().folds()).isZero();
  }

  @Test
  void aTinyTableGetsNoValidationFraction() {
    assertThat(SuggestedTraining.ofColumns(49, Task.REGRESSION).heldOut().isAny()).isFalse();
    assertThat(SuggestedTraining.ofColumns(50, Task.REGRESSION).heldOut().isAny()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 49, 50, 999, 10_000, 1_000_000, 10_000_000_000L})
  void everyNumberOfRowsGetsValidSettings(long rows) {
    for (Task task : Task.values()) {
      isValid(SuggestedTraining.ofColumns(rows, task));
    }
    isValid(SuggestedTraining.ofPixels(rows, 10));
    isValid(SuggestedTraining.ofSparse(rows));
  }

  private static void isValid(SuggestedTraining suggested) {
    assertThat(suggested.length().epochs()).isBetween(2, 200);
    assertThat(suggested.length().patience()).isBetween(2, suggested.length().epochs());
    assertThat(suggested.batchSize()).isBetween(32, 4096);
    assertThat(suggested.network().hidden()).isNotEmpty().allMatch(units -> units > 0);
  }
}
