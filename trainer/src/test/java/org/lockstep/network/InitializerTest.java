package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.input.InputStage;

class InitializerTest {
  private static final int IN = 200;
  private static final int HIDDEN = 100;
  private static final int OUT = 10;

  private static Topology topology(Activation hidden) {
    return new Topology(
        List.of(IN, HIDDEN, OUT), List.of(hidden, Activation.IDENTITY), new Loss.SquaredError());
  }

  private static float[] weights(float[] theta, Topology topology, int layer) {
    return Arrays.copyOfRange(theta, topology.weightsOffset(layer), topology.biasOffset(layer));
  }

  private static double variance(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return squares / values.length;
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RELU", "LEAKY_RELU", "ELU", "GELU", "GELU_TANH", "SWISH", "MISH", "SOFTPLUS"})
  void rectifiedLayersHaveHeVariance(Activation activation) {
    Topology topology = topology(activation);

    float[] w = weights(Initializer.draw(topology, 1), topology, 0);

    assertThat(variance(w)).isCloseTo(2.0 / IN, within(2.0 / IN * 0.03));
    assertUniform(w, Math.sqrt(6.0 / IN));
  }

  @ParameterizedTest
  @EnumSource(names = {"IDENTITY", "SIGMOID", "TANH", "HARD_SIGMOID"})
  void allOtherLayersHaveGlorotVariance(Activation activation) {
    Topology topology = topology(activation);
    double expected = 2.0 / (IN + HIDDEN);

    float[] w = weights(Initializer.draw(topology, 1), topology, 0);

    assertThat(variance(w)).isCloseTo(expected, within(expected * 0.03));
    assertUniform(w, Math.sqrt(6.0 / (IN + HIDDEN)));
  }

  @Test
  void selfNormalisingLayersHaveLeCunVariance() {
    Topology topology = topology(Activation.SELU);

    float[] w = weights(Initializer.draw(topology, 1), topology, 0);

    assertThat(variance(w)).isCloseTo(1.0 / IN, within(1.0 / IN * 0.03));
    assertUniform(w, Math.sqrt(3.0 / IN));
  }

  @Test
  void layerNormalisationStartsWithScaleOneAndShiftZero() {
    Topology topology =
        new Topology(
            List.of(3, 4, 2),
            List.of(Activation.RELU, Activation.IDENTITY),
            new Loss.SquaredError(),
            0,
            true);
    float[] theta = Initializer.draw(topology, 1);

    int scale = topology.scaleOffset(0);
    assertThat(Arrays.copyOfRange(theta, scale, scale + 4)).containsOnly(1f);
    int shift = topology.shiftOffset(0);
    assertThat(Arrays.copyOfRange(theta, shift, shift + 4)).containsOnly(0f);
    assertThat(weights(theta, topology, 1)).doesNotContain(0f, 1f);
  }

  @Test
  void parametricActivationsStartAsTheActivationItself() {
    Topology topology =
        new Topology(
            List.of(3, 4, 2),
            List.of(Activation.MISH, Activation.IDENTITY),
            new Loss.SquaredError(),
            0,
            true,
            true,
            InputStage.NONE);
    float[] theta = Initializer.draw(topology, 1);

    int alpha = topology.activationOffset(0);
    assertThat(alpha).as("after γ and β").isEqualTo(topology.shiftOffset(0) + 4);
    assertThat(Arrays.copyOfRange(theta, alpha, alpha + 4)).containsOnly(1f);
    assertThat(topology.weightsOffset(1)).isEqualTo(alpha + 4);
    assertThat(theta).hasSize(3 * 4 + 4 * 4 + 4 * 2 + 2);
  }

  @Test
  void dataDrivenParametersGiveEveryUnitVarianceOneAndABendAmongTheData() {
    Topology topology =
        new Topology(
            List.of(3, 40, 30, 2),
            List.of(Activation.MISH, Activation.RELU, Activation.IDENTITY),
            new Loss.SquaredError(),
            0.3,
            false,
            true,
            InputStage.NONE);
    List<double[]> sample = sample(200);
    float[] theta = Initializer.draw(topology, 1, sample);

    double[] wide = new double[theta.length];
    Arrays.setAll(wide, i -> theta[i]);
    TextbookNetwork network = new TextbookNetwork(topology, wide);
    for (int l = 0; l < topology.layerCount(); l++) {
      for (int i = 0; i < topology.outputs(l); i++) {
        int unit = i;
        int layer = l;
        double[] z =
            sample.stream()
                .map(x -> network.weightedInputs(new Example(x, new double[2]))[layer][unit])
                .mapToDouble(value -> value)
                .toArray();
        double mean = Arrays.stream(z).average().orElseThrow();
        double variance = Arrays.stream(z).map(v -> (v - mean) * (v - mean)).sum() / z.length;
        assertThat(variance).as("unit %d of layer %d", i, l).isCloseTo(1, within(1e-4));
        assertThat(Arrays.stream(z).min().orElseThrow()).isNegative();
        assertThat(Arrays.stream(z).max().orElseThrow()).isPositive();
      }
    }
    assertThat(Initializer.draw(topology, 1, sample)).isEqualTo(theta);
    assertThat(Initializer.draw(topology, 1, List.of())).isEqualTo(Initializer.draw(topology, 1));
  }

  private static List<double[]> sample(int count) {
    List<double[]> sample = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      sample.add(new double[] {5 + Math.sin(e), 100 * Math.cos(1.7 * e), e % 3});
    }
    return sample;
  }

  @Test
  void unitsWhoseInputsDoNotVaryKeepTheirWeights() {
    Topology topology = topology(Activation.RELU);
    double[] one = new double[IN];
    Arrays.fill(one, 0.5);

    float[] theta = Initializer.draw(topology, 1, List.of(one, one, one));

    assertThat(weights(theta, topology, 0))
        .isEqualTo(weights(Initializer.draw(topology, 1), topology, 0));
  }

  private static void assertUniform(float[] w, double limit) {
    double sum = 0;
    double least = 0;
    double greatest = 0;
    for (float value : w) {
      sum += value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    assertThat(sum / w.length).isCloseTo(0, within(limit * 0.02));
    assertThat(least).isBetween(-limit, -limit * 0.999);
    assertThat(greatest).isBetween(limit * 0.999, limit);
  }

  @Test
  void eachLayerIsInitializedForItsOwnActivation() {
    Topology topology = topology(Activation.RELU);

    float[] w = weights(Initializer.draw(topology, 1), topology, 1);

    double glorot = 2.0 / (HIDDEN + OUT);
    assertThat(variance(w)).isCloseTo(glorot, within(glorot * 0.1));
  }

  @Test
  void biasesStartAtZeroAndWeightsDoNot() {
    Topology topology = topology(Activation.TANH);
    float[] theta = Initializer.draw(topology, 1);

    for (int l = 0; l < topology.layerCount(); l++) {
      int bias = topology.biasOffset(l);
      assertThat(Arrays.copyOfRange(theta, bias, bias + topology.outputs(l))).containsOnly(0f);
      assertThat(weights(theta, topology, l)).doesNotContain(0f);
    }
  }

  @Test
  void theWeightsNeverChange() {
    Topology topology =
        new Topology(
            List.of(2, 2, 1),
            List.of(Activation.RELU, Activation.IDENTITY),
            new Loss.SquaredError());

    assertThat(Initializer.draw(topology, 7))
        .containsExactly(
            -0.105873734f, 1.1066483f, 1.0442884f, -1.200448f, 0, 0, 0.7471841f, -0.69993746f, 0);
  }

  @Test
  void anotherSeedDrawsOtherWeightsAndLayersDoNotRepeatEachOther() {
    Topology square =
        new Topology(
            List.of(5, 5, 5), Collections.nCopies(2, Activation.TANH), new Loss.SquaredError());
    float[] theta = Initializer.draw(square, 1);

    assertThat(Initializer.draw(square, 1)).isEqualTo(theta);
    assertThat(Initializer.draw(square, 2)).isNotEqualTo(theta);
    assertThat(weights(theta, square, 0)).isNotEqualTo(weights(theta, square, 1));
  }
}
