package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.network.TextbookNetwork.Example;

/** Compares each kernel with {@link TextbookNetwork}, for all shapes and batch sizes. */
class KernelTest {
  private static final List<Integer[]> WIDTHS =
      List.of(
          new Integer[] {1, 1},
          new Integer[] {3, 2},
          new Integer[] {5, 4, 3},
          new Integer[] {1, 3, 1},
          new Integer[] {4, 1, 6, 5, 2});

  static Stream<Topology> everyTopology() {
    return WIDTHS.stream().flatMap(Draws::everyPart);
  }

  @ParameterizedTest
  @MethodSource("everyTopology")
  void aNetworkServesBatchesOfAnySizeUpToItsCapacityWithTheSameBits(Topology topology) {
    for (Kernel kernel : Kernel.values()) {
      assertEveryBatchSize(topology, kernel);
    }
  }

  private static void assertEveryBatchSize(Topology topology, Kernel kernel) {
    Network network = new Network(topology, kernel, 70);
    for (int m : new int[] {64, 1, 7, 2, 64}) {
      Draws draws = Draws.of(topology, m);
      fillWithNaN(network);
      assertTextbook(network, draws);

      Network fresh = new Network(topology, kernel, m);
      draws.loadInto(fresh);
      assertThat(gradientSum(network, m))
          .as("%s, m = %d", kernel, m)
          .isEqualTo(gradientSum(fresh, m));
    }
  }

  private static void assertTextbook(Network network, Draws draws) {
    int m = draws.examples().size();
    draws.loadInto(network);

    float[] gradient = new float[draws.theta().length];
    Arrays.fill(gradient, Float.NaN); // every element is to be written
    double loss = network.gradientSum(m, gradient);

    double[] expected = draws.textbook().gradientSum(draws.examples());
    double largest = Arrays.stream(expected).map(Math::abs).max().getAsDouble();
    for (int i = 0; i < expected.length; i++) {
      assertClose(gradient[i], expected[i], largest, "dJ/dtheta[%d] of %s".formatted(i, draws));
    }
    double expectedLoss = draws.textbook().lossSum(draws.examples());
    assertClose(loss, expectedLoss, expectedLoss, "loss of " + draws);

    float[] output = network.forward(m);
    int n = draws.topology().outputWidth();
    List<Example> evaluated = draws.withoutVisits();
    for (int e = 0; e < m; e++) {
      double[] a = draws.textbook().forward(evaluated.get(e));
      for (int i = 0; i < n; i++) {
        assertClose(output[e * n + i], a[i], a[i], "output %d of example %d".formatted(i, e));
      }
    }
    double evaluatedLoss = draws.textbook().lossSum(evaluated);
    assertClose(network.lossSum(m), evaluatedLoss, evaluatedLoss, "loss after forward alone");
  }

  private static void assertClose(double actual, double expected, double scale, String what) {
    assertThat(Math.abs(actual - expected))
        .as("error of %s, which is %s and should be %s", what, actual, expected)
        .isLessThanOrEqualTo(1e-5 * Math.max(1, Math.abs(scale)));
  }

  private static void fillWithNaN(Network network) {
    float[] x = new float[network.topology().inputWidth()];
    Arrays.fill(x, Float.NaN);
    for (int j = 0; j < network.capacity(); j++) {
      network.putExample(j, x, 0);
    }
    Arrays.fill(network.targets(), Float.NaN);
  }

  private static float[] gradientSum(Network network, int m) {
    float[] gradient = new float[network.topology().parameterCount()];
    network.gradientSum(m, gradient);
    return gradient;
  }
}
