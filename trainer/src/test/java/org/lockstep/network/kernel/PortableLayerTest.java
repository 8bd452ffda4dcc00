package org.lockstep.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lockstep.network.Activation;
import org.lockstep.network.Inference;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.Network;
import org.lockstep.network.Topology;

/**
 * Compares two layers of the portable kernel, without activations, with the other two
 * implementations of the same equations.
 */
class PortableLayerTest {
  private static final int M = 37;
  private static final Topology TOPOLOGY =
      new Topology(
          List.of(53, 70, 9),
          List.of(Activation.IDENTITY, Activation.IDENTITY),
          new Loss.SquaredError());

  private final float[] theta = draws(TOPOLOGY.parameterCount(), 1);
  private final float[] x = draws(53 * M, 2);
  private final PortableLayer hidden;
  private final PortableLayer output;
  private final float[] a = new float[70 * M];
  private final float[] z = new float[9 * M];

  PortableLayerTest() {
    ChainedProduct product = ChainedProducts.fastest();
    hidden = layer(product, 0);
    output = layer(product, 1);
    hidden.load(theta);
    output.load(theta);
    hidden.forward(x, M, a);
    output.forward(a, M, z);
  }

  private static PortableLayer layer(ChainedProduct product, int l) {
    return new PortableLayer(
        product,
        TOPOLOGY.inputs(l),
        TOPOLOGY.outputs(l),
        TOPOLOGY.weightsOffset(l),
        TOPOLOGY.biasOffset(l));
  }

  private static float[] draws(int count, long seed) {
    Random random = new Random(seed);
    float[] draws = new float[count];
    for (int i = 0; i < count; i++) {
      draws[i] = (float) random.nextGaussian();
    }
    return draws;
  }

  @Test
  void forwardHasTheBitsOfPrediction() {
    float[] predicted = new float[z.length];
    new Inference(TOPOLOGY, theta).session().forward(x, M, predicted);

    assertThat(z).isEqualTo(predicted);
  }

  @Test
  void theGradientIsThatOfNd4j() {
    Network network = new Network(TOPOLOGY, Kernel.ND4J, M);
    network.load(theta);
    for (int j = 0; j < M; j++) {
      network.putExample(j, x, j * 53);
    }
    float[] expected = new float[theta.length];
    network.gradientSum(M, expected);

    // The targets are 0, so that the error of the output is the output.
    float[] gradient = new float[theta.length];
    float[] dz = new float[70 * M];
    output.backward(z, M, gradient, dz);
    hidden.backward(dz, M, gradient, null);

    for (int l = 0; l < 2; l++) {
      int from = TOPOLOGY.weightsOffset(l);
      int to = TOPOLOGY.biasOffset(l);
      double largest = largest(Arrays.copyOfRange(expected, from, to));
      assertThat(largest).isGreaterThan(1);
      for (int i = from; i < to; i++) {
        assertThat(Math.abs(gradient[i] - expected[i]) / largest)
            .as("dJ/dtheta[%d]", i)
            .isLessThan(1e-5);
      }
    }
  }

  /** The product must not write the elements after dW: db and the layers above. */
  @Test
  void onlyTheWeightsOfTheLayerAreWritten() {
    float[] gradient = new float[theta.length];
    Arrays.fill(gradient, Float.NaN);

    hidden.backward(a, M, gradient, null);

    for (int i = 0; i < gradient.length; i++) {
      assertThat(Float.isNaN(gradient[i])).as("%d", i).isEqualTo(i >= TOPOLOGY.biasOffset(0));
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
