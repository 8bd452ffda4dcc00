package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.support.Figures;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;

class TrainingResultTest {
  private static TrainingResult with(Metrics... validations) {
    EpochResult[] epochs = new EpochResult[validations.length];
    for (int i = 0; i < epochs.length; i++) {
      epochs[i] = new EpochResult(i + 1, 10L * (i + 1), 1, validations[i], "");
    }
    return new TrainingResult(
        null,
        new TrainingResult.End(StopReason.EPOCHS, 0, 0, 0),
        new TrainingResult.Scores(0, null, Map.of(), Optional.empty()),
        0,
        new Placement(1, 1, new ExchangeChoice(ExchangeKind.JOB, "as set"), Traffic.NONE),
        Arrays.asList(epochs));
  }

  @Test
  void theBestEpochIsTheFirstWithTheBestValidationMetric() {
    TrainingResult result =
        with(
            null,
            Figures.ofClasses(0.5, 10, 0.7),
            Figures.ofClasses(Double.NaN, 10, 0.9),
            Figures.ofClasses(0.4, 10, 0.8),
            Figures.ofClasses(0.4, 10, 0.9));

    assertThat(result.bestEpoch(ValidationMetric.LOSS)).map(EpochResult::epoch).hasValue(4);
    assertThat(result.bestEpoch(ValidationMetric.ACCURACY)).map(EpochResult::epoch).hasValue(3);
  }

  @Test
  void withoutValidationThereIsNoBestEpoch() {
    assertThat(with(null, null).bestEpoch(ValidationMetric.LOSS)).isEmpty();
  }
}
