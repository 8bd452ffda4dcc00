package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.network.Activation.SIGMOID;
import static org.lockstep.network.Activation.SOFTMAX;
import static org.lockstep.network.Activation.TANH;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trains XOR, which needs a hidden layer. */
class XorTest {
  private static final float[][] X = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  private static final int[] XOR = {0, 1, 1, 0};

  /** Descends 2,000 steps with a learning rate of 0.5, and returns the outputs. */
  private static float[] train(Topology topology, float[] y, long seed) {
    Network network = new Network(topology, Kernel.ND4J, X.length);
    for (int j = 0; j < X.length; j++) {
      network.putExample(j, X[j], 0);
    }
    System.arraycopy(y, 0, network.targets(), 0, y.length);
    float[] theta = Initializer.draw(topology, seed);
    float[] gradient = new float[theta.length];
    for (int k = 0; k < 2000; k++) {
      network.load(theta);
      network.gradientSum(X.length, gradient);
      for (int i = 0; i < theta.length; i++) {
        theta[i] -= 0.5f * gradient[i] / X.length;
      }
    }
    network.load(theta);
    return network.forward(X.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void xorTrainsWithOneOutputAndTheSquaredError(long seed) {
    Topology topology =
        new Topology(List.of(2, 4, 1), List.of(TANH, SIGMOID), new Loss.SquaredError());

    float[] a = train(topology, new float[] {0, 1, 1, 0}, seed);

    for (int j = 0; j < XOR.length; j++) {
      assertThat(Math.abs(a[j] - XOR[j])).as("error at example %d", j).isLessThan(0.2f);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void xorTrainsWithTwoClassesAndCrossEntropy(long seed) {
    Topology topology =
        new Topology(List.of(2, 4, 2), List.of(TANH, SOFTMAX), new Loss.CrossEntropy(0));

    float[] a = train(topology, new float[] {1, 0, 0, 1, 0, 1, 1, 0}, seed);

    for (int j = 0; j < XOR.length; j++) {
      assertThat(a[2 * j + XOR[j]]).as("probability of example %d's class", j).isGreaterThan(0.95f);
    }
  }
}
