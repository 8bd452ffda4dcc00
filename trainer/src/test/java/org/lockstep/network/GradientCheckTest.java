package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives against their definition, for every activation with every loss it may meet. */
class GradientCheckTest {
  private static final double STEP = 1e-5;

  static List<Topology> everyTopology() {
    return Draws.everyTopology(3, 4, 3, 2);
  }

  @ParameterizedTest
  @MethodSource("everyTopology")
  void backwardMatchesCentralDifferences(Topology topology) {
    Draws draws = Draws.of(topology, 5);
    double[] theta = draws.theta();

    double[] gradient = draws.textbook().gradientSum(draws.x(), draws.y());

    int moved = 0;
    for (int i = 0; i < theta.length; i++) {
      double numeric = (lossAt(draws, i, STEP) - lossAt(draws, i, -STEP)) / (2 * STEP);
      assertThat(Math.abs(gradient[i] - numeric))
          .as("error of dJ/dtheta[%d] = %s, numerically %s", i, gradient[i], numeric)
          .isLessThanOrEqualTo(1e-6 * Math.max(1e-3, Math.abs(numeric)));
      moved += Math.abs(numeric) > 1e-3 ? 1 : 0;
    }
    assertThat(moved).as("parameters with a real gradient").isGreaterThan(theta.length / 2);
  }

  private static double lossAt(Draws draws, int i, double step) {
    double[] moved = draws.theta().clone();
    moved[i] += step;
    return new TextbookNetwork(draws.topology(), moved).lossSum(draws.x(), draws.y());
  }

  @Test
  void everyActivationAndEveryLossIsAmongThem() {
    List<Topology> topologies = everyTopology();

    assertThat(topologies)
        .extracting(t -> t.activations().get(2))
        .contains(Activation.values())
        .as("softmax, the one that is for the output alone, is the one left out inside")
        .hasSizeGreaterThanOrEqualTo((Activation.values().length - 1) * 7);
    assertThat(topologies).extracting(Topology::loss).contains(Loss.values());
  }
}
