package org.lockstep.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SgdTest {
  @Test
  void aStepGoesDownTheGradientTimesTheLearningRate() {
    float[] theta = {1, -2, 0.5f};
    float[] gradient = {2, -4, 0};

    new Sgd(0.25).step(theta, gradient, new float[0][], 17);

    assertThat(theta).containsExactly(0.5f, -1, 0.5f);
    assertThat(gradient).containsExactly(2, -4, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void theLearningRateIsAPositiveNumber(double rate) {
    assertThatThrownBy(() -> new Sgd(rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning-rate is %s; it must be a number greater than 0", rate);
  }
}
