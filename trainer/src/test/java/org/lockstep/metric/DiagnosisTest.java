package org.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lockstep.metric.Diagnosis.Epoch;
import org.lockstep.metric.Diagnosis.Finding;

class DiagnosisTest {
  private static final IntToDoubleFunction NONE = epoch -> Double.NaN;

  private static List<Epoch> epochs(
      int count, IntToDoubleFunction loss, IntToDoubleFunction validation) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(e -> new Epoch(e, loss.applyAsDouble(e), validation.applyAsDouble(e)))
        .toList();
  }

  private static Diagnosis of(List<Epoch> epochs, ValidationMetric metric) {
    return Diagnosis.of(epochs, metric).orElseThrow();
  }

  @Test
  void validationThatRisesWhileTheTrainingLossFallsIsOverfitting() {
    Diagnosis found =
        of(epochs(30, e -> 1.0 / e, e -> 0.3 + Math.abs(e - 11) * 0.01), ValidationMetric.LOSS);

    assertThat(found.finding()).isEqualTo(Finding.OVERFITS);
    assertThat(found.sentence())
        .startsWith("validation loss has not gained since epoch 11 while the training loss fell")
        .contains("it overfits; try network.dropout")
        .doesNotContain("\n");
  }

  @Test
  void theMetricSaysWhichValidationIsBetter() {
    List<Epoch> rising = epochs(30, e -> 1.0 / e, e -> 0.5 + 0.015 * e);

    assertThat(of(rising, ValidationMetric.ACCURACY).finding()).isEqualTo(Finding.IMPROVES);
    assertThat(of(rising, ValidationMetric.RMSE).finding()).isEqualTo(Finding.OVERFITS);
  }

  @Test
  void aGainInTheLastEpochsAsksForMoreOfThem() {
    Diagnosis found = of(epochs(20, e -> 2.0 / e, e -> 2.1 / e), ValidationMetric.LOSS);

    assertThat(found.finding()).isEqualTo(Finding.IMPROVES);
    assertThat(found.sentence()).contains("still gains at epoch 20", "training.epochs");
  }

  @Test
  void aLossThatIsNotFiniteOrEndsFarAboveItsLeastIsALearningRateThatIsTooHigh() {
    Diagnosis broken = of(epochs(3, e -> e < 3 ? 1 : Double.NaN, e -> 1), ValidationMetric.LOSS);
    Diagnosis rising = of(epochs(10, e -> Math.abs(e - 4) + 1, NONE), ValidationMetric.LOSS);

    assertThat(broken.finding()).isEqualTo(Finding.DIVERGES);
    assertThat(broken.sentence())
        .contains("not finite in epoch 3", "training.optimizer.learning-rate");
    assertThat(rising.finding()).isEqualTo(Finding.DIVERGES);
    assertThat(rising.sentence()).contains("rises since epoch 4", "training.clip.global-norm");
  }

  @Test
  void validationThatNeitherGainsNorLosesForLongIsAPlateau() {
    Diagnosis found =
        of(
            epochs(40, e -> 1 + 1.0 / e, e -> e <= 8 ? 2 - 0.1 * e : 1.2 + 0.001 * (e % 3)),
            ValidationMetric.LOSS);

    assertThat(found.finding()).isEqualTo(Finding.PLATEAU);
    assertThat(found.sentence()).contains("since epoch 8", "more epochs will not help");
  }

  @Test
  void aRunThatEndsAtItsBestWithNothingLeftToGainIsFine() {
    Diagnosis found =
        of(epochs(40, e -> 0.1 + 1.0 / (e * e), e -> 0.2 + 1.0 / (e * e)), ValidationMetric.LOSS);

    assertThat(found.finding()).isEqualTo(Finding.FINE);
    assertThat(found.sentence()).contains("epoch 40: fine");
  }

  @Test
  void withoutValidationTheTrainingLossIsJudgedAndValidationAdvised() {
    assertThat(of(epochs(20, e -> 1.0 / e, NONE), ValidationMetric.LOSS).sentence())
        .contains("still falls", "data.validation");
    assertThat(of(epochs(20, e -> 1 + 1e-3 / e, NONE), ValidationMetric.LOSS).finding())
        .isEqualTo(Finding.PLATEAU);
  }

  @Test
  void tooFewEpochsAreNotJudged() {
    assertThat(Diagnosis.of(epochs(3, e -> 1.0 / e, e -> 1), ValidationMetric.LOSS)).isEmpty();
    assertThat(Diagnosis.of(List.of(), ValidationMetric.LOSS)).isEmpty();
  }

  @Test
  void aNoisyLossNearItsLeastDoesNotCountAsRising() {
    assertThat(
            of(epochs(30, e -> 1.0 / e + 0.01 * (e % 2), e -> 1.0 / e), ValidationMetric.LOSS)
                .finding())
        .isEqualTo(Finding.IMPROVES);
  }
}
