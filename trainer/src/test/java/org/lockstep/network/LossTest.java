package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossTest {
  private static double crossEntropy(float[] y, float[] z, int n) {
    float[] a = new float[z.length];
    Activation.SOFTMAX.apply(z, a, n, z.length / n);
    return Loss.CROSS_ENTROPY.sum(y, z, a, n, z.length / n);
  }

  @Test
  void theSquaredErrorIsHalfTheSumOverOutputsAndExamples() {
    float[] y = {1, 2, 0, 0};
    float[] a = {3, 5, 1, -1};

    assertThat(Loss.L2.sum(y, a, a, 2, 2)).isEqualTo((4 + 9 + 1 + 1) / 2.0);
    assertThat(Loss.L2.sum(new double[] {1, 2}, new double[2], new double[] {3, 5})).isEqualTo(6.5);
  }

  @Test
  void crossEntropyIsMinusTheLogarithmOfTheLabelsProbability() {
    // softmax of (0, ln 3) is (1/4, 3/4)
    float[] z = {0, 1.0986123f, 0, 1.0986123f};

    assertThat(crossEntropy(new float[] {1, 0, 0, 1}, z, 2))
        .isCloseTo(Math.log(4) + Math.log(4 / 3.0), within(1e-7));
    assertThat(
            Loss.CROSS_ENTROPY.sum(
                new double[] {1, 0}, new double[] {0, Math.log(3)}, new double[] {0.25, 0.75}))
        .isCloseTo(Math.log(4), within(1e-12));
  }

  @Test
  void crossEntropyIsFiniteAtLogitsOfThousands() {
    float[] z = {9000, -9000, 0};

    assertThat(crossEntropy(new float[] {1, 0, 0}, z, 3)).isZero();
    assertThat(crossEntropy(new float[] {0, 1, 0}, z, 3)).isEqualTo(18_000);
    assertThat(crossEntropy(new float[] {0, 0, 1}, z, 3)).isEqualTo(9_000);
  }

  @Test
  void examplesBeyondTheBatchDoNotCount() {
    float[] y = {1, 0, Float.NaN, Float.NaN};
    float[] z = {1, 1, Float.NaN, Float.NaN};

    for (Loss loss : Loss.values()) {
      assertThat(loss.sum(y, z, z, 2, 1)).as("%s", loss).isPositive().isFinite();
    }
  }

  @Test
  void aLossThatIsNoNumberIsNotHidden() {
    float[] z = {Float.NaN, 1};

    for (Loss loss : Loss.values()) {
      assertThat(loss.sum(new float[] {1, 0}, z, z, 2, 1)).as("%s", loss).isNaN();
    }
  }
}
