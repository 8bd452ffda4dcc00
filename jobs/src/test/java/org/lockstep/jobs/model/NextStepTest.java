package org.lockstep.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lockstep.settings.data.Validation;

class NextStepTest {
  @Test
  void afterTrainingEvaluateOnTheValidationTableIsSuggested() {
    assertThat(NextStep.afterTraining("runs/a", new Validation.Table("hdfs://name:9000/b.parquet")))
        .isEqualTo("lockstep evaluate runs/a hdfs://name:9000/b.parquet");
  }

  @Test
  void withoutAValidationTablePredictIsSuggested() {
    assertThat(NextStep.afterTraining("runs/a", new Validation.Fraction(0.1)))
        .isEqualTo("lockstep predict runs/a DATA --output DIR");
  }

  @Test
  void shellMetacharactersInPathsAreQuoted() {
    assertThat(NextStep.afterTraining("my runs/a", new Validation.Table("it's/*.parquet")))
        .isEqualTo("lockstep evaluate 'my runs/a' 'it'\\''s/*.parquet'");
  }
}
