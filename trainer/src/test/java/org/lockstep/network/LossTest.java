package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossTest {
  /**
   * Computes the loss at weighted inputs z, through the output activation that it is fused with.
   */
  private static double of(Loss loss, double[] y, double... z) {
    return loss.of(y, z, activations(loss, z), new double[z.length]);
  }

  private static double[] error(Loss loss, double[] y, double... z) {
    double[] error = new double[z.length];
    loss.of(y, z, activations(loss, z), error);
    return error;
  }

  private static double[] activations(Loss loss, double[] z) {
    double[] a = new double[z.length];
    Activation output = loss.output();
    (output == null ? Activation.IDENTITY : output).apply(z, a);
    return a;
  }

  private static double[] y(double... y) {
    return y;
  }

  @Test
  void theSquaredErrorIsHalfTheSumOverTheOutputs() {
    assertThat(of(new Loss.SquaredError(), y(1, 2), 3, 5)).isEqualTo((4 + 9) / 2.0);
    assertThat(error(new Loss.SquaredError(), y(1, 2), 3, 5)).containsExactly(2, 3);
  }

  @Test
  void theAbsoluteErrorHasTheSlopeOfASign() {
    Loss mae = new Loss.AbsoluteError();

    assertThat(of(mae, y(1, 2, 3), 3, -5, 3)).isEqualTo(2 + 7);
    assertThat(error(mae, y(1, 2, 3), 3, -5, 3)).containsExactly(1, -1, 0);
  }

  @Test
  void huberIsSquaredWithinDeltaAndLinearBeyond() {
    Loss huber = new Loss.Huber(0.5);

    assertThat(of(huber, y(0, 0, 0), 0.25, -0.5, 3)).isEqualTo(0.03125 + 0.125 + 0.5 * 2.75);
    assertThat(error(huber, y(0, 0, 0), 0.25, -2, 3)).containsExactly(0.25, -0.5, 0.5);
    assertThatThrownBy(() -> new Loss.Huber(0)).hasMessageContaining("huber-delta is 0.0");
  }

  @Test
  void quantilesWeighErrorsBelowAndAboveByTheirLevels() {
    Loss quantiles = new Quantiles(List.of(0.1, 0.5, 0.9));

    // Two targets, 3 and 1; scikit-learn's mean_pinball_loss of each level, summed
    assertThat(of(quantiles, y(3, 3, 3, 1, 1, 1), 1, 3, 4, 2, 2, 2))
        .isCloseTo(0.2 + 0 + 0.1 + 0.9 + 0.5 + 0.1, within(1e-12));
    assertThat(error(quantiles, y(3, 3, 3), 1, 3, 4))
        .containsExactly(new double[] {-0.1, 0, 0.1}, within(1e-12));
    assertThat(quantiles.predictedOutput()).isEqualTo(1);
    assertThat(new Quantiles(List.of(0.25, 0.75)).predictedOutput()).isZero();
    assertThatThrownBy(() -> new Quantiles(List.of(0.9, 0.1)))
        .hasMessageContaining("quantiles is [0.9, 0.1]")
        .hasMessageContaining("ascending");
  }

  @Test
  void poissonIsTheNegativeLogLikelihoodOfACountWithoutItsConstant() {
    Loss poisson = new Loss.Poisson();

    assertThat(of(poisson, y(3), Math.log(2))).isCloseTo(2 - 3 * Math.log(2), within(1e-12));
    assertThat(error(poisson, y(3), Math.log(2))[0]).isCloseTo(-1, within(1e-12));
    assertThat(of(poisson, y(3), -1000)).as("a rate of e^-1000").isEqualTo(3000);
  }

  @Test
  void crossEntropyIsMinusTheLogarithmOfTheLabelsProbability() {
    // softmax of (0, ln 3) is (1/4, 3/4)
    assertThat(of(new Loss.CrossEntropy(0), y(1, 0), 0, Math.log(3)))
        .isCloseTo(Math.log(4), within(1e-12));
    assertThat(of(new Loss.CrossEntropy(0), y(0, 1), 0, Math.log(3)))
        .isCloseTo(Math.log(4 / 3.0), within(1e-12));
    double[] error = error(new Loss.CrossEntropy(0), y(0, 1), 0, Math.log(3));
    assertThat(error).containsExactly(new double[] {0.25, -0.25}, within(1e-12));
  }

  @Test
  void labelSmoothingIsCrossEntropyWithALabelSpreadOverAllClasses() {
    double[] z = {0.3, -1, 2};
    double[] smoothed = {0.3 / 3, 0.7 + 0.3 / 3, 0.3 / 3};

    assertThat(of(new Loss.CrossEntropy(0.3), y(0, 1, 0), z))
        .isCloseTo(of(new Loss.CrossEntropy(0), smoothed, z), within(1e-12));
    assertThat(error(new Loss.CrossEntropy(0.3), y(0, 1, 0), z))
        .containsExactly(error(new Loss.CrossEntropy(0), smoothed, z), within(1e-12));
    assertThatThrownBy(() -> new Loss.CrossEntropy(1)).hasMessageContaining("label-smoothing is 1");
  }

  @Test
  void binaryCrossEntropyTreatsEachOutputIndependently() {
    Loss loss = new Loss.BinaryCrossEntropy();
    double z = Math.log(3); // a = 3/4

    assertThat(of(loss, y(1, 0, 1), z, z, -z))
        .isCloseTo(-Math.log(0.75) - 2 * Math.log(0.25), within(1e-12));
    assertThat(error(loss, y(1, 0, 1), z, z, -z))
        .containsExactly(new double[] {-0.25, 0.75, -0.75}, within(1e-12));
  }

  @Test
  void hingeRequiresAMarginOfOneOverTheHighestOtherScore() {
    Loss hinge = new Loss.Hinge();

    assertThat(of(hinge, y(0, 1, 0), 1, 1.5, 0.25)).isEqualTo(0.5);
    assertThat(error(hinge, y(0, 1, 0), 1, 1.5, 0.25)).containsExactly(1, -1, 0);
    assertThat(of(hinge, y(0, 1, 0), 1, 2, 0.25)).isZero();
    assertThat(error(hinge, y(0, 1, 0), 1, 2, 0.25)).containsExactly(0, 0, 0);
    assertThat(of(hinge, y(1, 0, 0), 1, 2, 5)).isEqualTo(5);
  }

  @Test
  void lossesAreFiniteAtLogitsOfThousands() {
    double[] z = {9000, -9000, 0};

    assertThat(of(new Loss.CrossEntropy(0), y(1, 0, 0), z)).isZero();
    assertThat(of(new Loss.CrossEntropy(0), y(0, 1, 0), z)).isEqualTo(18_000);
    assertThat(of(new Loss.CrossEntropy(0), y(0, 0, 1), z)).isEqualTo(9_000);
    assertThat(of(new Loss.BinaryCrossEntropy(), y(1, 0), 9000, -9000)).isZero();
    assertThat(of(new Loss.BinaryCrossEntropy(), y(0, 1), 9000, -9000)).isEqualTo(18_000);
    assertThat(of(new Loss.Hinge(), y(0, 1, 0), z)).isEqualTo(18_001);
  }

  @Test
  void aNanLossIsNotHidden() {
    for (Loss loss : Draws.LOSSES) {
      for (int at = 0; at < 3; at++) {
        double[] z = {0.5, 0.25, 1};
        z[at] = Double.NaN;
        double[] a = activations(loss, z);
        if (loss.output() == Activation.SOFTMAX) {
          Arrays.fill(a, Double.NaN); // what the kernel's softmax gives
        }
        assertThat(loss.of(y(1, 0, 0), z, a, new double[3])).as("%s, %d", loss, at).isNaN();
      }
    }
  }
}
