package org.lockstep.training.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GradientSumTest {
  @Test
  void sumsOfUnequalPartsGiveTheMeanOverAllExamples() {
    GradientSum three = new GradientSum(new float[] {3, 6}, 1.5, 3);
    GradientSum one = new GradientSum(new float[] {5, -2}, 0.5, 1);

    GradientSum sum = three.add(one);

    assertThat(sum.weight()).isEqualTo(4);
    assertThat(sum.loss()).isEqualTo(2);
    assertThat(sum.mean())
        .containsExactly(2, 1)
        .as("the mean of the parts' means")
        .isNotEqualTo(new float[] {(3 / 3f + 5) / 2, (6 / 3f - 2) / 2});
  }
}
