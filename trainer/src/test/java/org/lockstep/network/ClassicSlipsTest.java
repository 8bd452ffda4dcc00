package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests for three classic errors in derivations of backpropagation, with numbers worked out by
 * hand.
 */
class ClassicSlipsTest {
  private static Network linear(int in, int out, int m, float... theta) {
    Topology topology =
        new Topology(List.of(in, out), List.of(Activation.IDENTITY), new Loss.SquaredError());
    Network network = new Network(topology, Kernel.ND4J, m);
    network.load(theta);
    return network;
  }

  /**
   * Two outputs of one input, W = (1, 2)ᵀ and b = 0, so that
   *
   * <pre>
   *   X = (1 3 2)      A = (1 3 2)      Y = (0 4 0)      A - Y = (1 -1 2)
   *                        (2 6 4)          (0 6 0)              (2  0 4)
   * </pre>
   */
  private static float[] gradientSumOfTwoOutputsAndThreeExamples() {
    Network network = linear(1, 2, 3, 1, 2, 0, 0);
    float[] x = {1, 3, 2};
    for (int j = 0; j < 3; j++) {
      network.putExample(j, x, j);
    }
    System.arraycopy(new float[] {0, 0, 4, 6, 0, 0}, 0, network.targets(), 0, 6);
    float[] gradient = new float[4];
    network.gradientSum(3, gradient);
    return gradient;
  }

  @Test
  void theErrorIsOutputMinusTargetSoThatDescentGoesDown() {
    // w = 2, b = 1, x = 3, y = 5: a = 7, dA = A - Y = 2, J = 2²/2
    float[] theta = {2, 1};
    Network network = linear(1, 1, 1, theta);
    network.putExample(0, new float[] {3}, 0);
    network.targets()[0] = 5;
    float[] gradient = new float[2];

    double loss = network.gradientSum(1, gradient);

    assertThat(loss).isEqualTo(2);
    assertThat(gradient).containsExactly(2 * 3, 2);
    float[] wrong = {(5 - 7) * 3, 5 - 7}; // Y - A
    assertThat(gradient).isNotEqualTo(wrong);
    assertThat(lossAfterStep(network, theta, gradient)).isLessThan(loss);
    assertThat(lossAfterStep(network, theta, wrong)).isGreaterThan(loss);
  }

  private static double lossAfterStep(Network network, float[] theta, float[] gradient) {
    network.load(new float[] {theta[0] - 0.01f * gradient[0], theta[1] - 0.01f * gradient[1]});
    network.forward(1);
    return network.lossSum(1);
  }

  @Test
  void theErrorIsAMatrixOfOutputsByExamplesNotItsMean() {
    float[] gradient = gradientSumOfTwoOutputsAndThreeExamples();

    // dW = dZ Xᵀ: 1·1 - 1·3 + 2·2 and 2·1 + 0·3 + 4·2
    float[] dw = {gradient[0], gradient[1]};
    assertThat(dw).containsExactly(2, 10);
    float[] meanOverOutputs = {1.5f - 0.5f * 3 + 3 * 2, 1.5f - 0.5f * 3 + 3 * 2};
    float[] meanOverExamples = {2 / 3f * (1 + 3 + 2), 2 * (1 + 3 + 2)};
    float[] meanOverAll = {4 / 3f * (1 + 3 + 2), 4 / 3f * (1 + 3 + 2)};
    assertThat(dw)
        .isNotEqualTo(meanOverOutputs)
        .isNotEqualTo(meanOverExamples)
        .isNotEqualTo(meanOverAll);
  }

  @Test
  void theBiasGradientIsAColumnSummedOverTheBatch() {
    float[] gradient = gradientSumOfTwoOutputsAndThreeExamples();

    assertThat(gradient).as("W and b take 2 + 2 places, however many examples").hasSize(4);
    float[] db = {gradient[2], gradient[3]};
    assertThat(db).containsExactly(1 - 1 + 2, 2 + 0 + 4);
    float[] mean = {2 / 3f, 2};
    float[] firstColumnOfAMatrix = {1, 2};
    float[] lastColumnOfAMatrix = {2, 4};
    assertThat(db)
        .isNotEqualTo(mean)
        .isNotEqualTo(firstColumnOfAMatrix)
        .isNotEqualTo(lastColumnOfAMatrix);
  }
}
