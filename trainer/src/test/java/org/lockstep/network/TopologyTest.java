package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lockstep.network.Activation.IDENTITY;
import static org.lockstep.network.Activation.RELU;
import static org.lockstep.network.Activation.SIGMOID;
import static org.lockstep.network.Activation.SOFTMAX;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static void assertRefused(
      List<Integer> widths, List<Activation> activations, Loss loss, String message) {
    assertThatThrownBy(() -> new Topology(widths, activations, loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void parametersLieLayerByLayerWeightsBeforeBiases() {
    Topology topology =
        new Topology(List.of(4, 3, 2), List.of(RELU, IDENTITY), new Loss.SquaredError());

    assertThat(topology.layerCount()).isEqualTo(2);
    assertThat(topology.weightsOffset(0)).isZero();
    assertThat(topology.biasOffset(0)).isEqualTo(12);
    assertThat(topology.weightsOffset(1)).isEqualTo(15);
    assertThat(topology.biasOffset(1)).isEqualTo(21);
    assertThat(topology.parameterCount()).isEqualTo(23);
    assertThat(topology.inputWidth()).isEqualTo(4);
    assertThat(topology.outputWidth()).isEqualTo(2);
  }

  @Test
  void aNetworkMayHaveNoHiddenLayer() {
    assertThat(
            new Topology(List.of(1, 1), List.of(SIGMOID), new Loss.SquaredError()).parameterCount())
        .isEqualTo(2);
  }

  @Test
  void anInputAndAnOutputAreRequired() {
    assertRefused(
        List.of(4),
        List.of(),
        new Loss.SquaredError(),
        "a network needs an input and an output width, got [4]");
  }

  @Test
  void everyWidthIsOneOrMore() {
    assertRefused(
        List.of(4, 0, 2),
        List.of(RELU, IDENTITY),
        new Loss.SquaredError(),
        "every width must be 1 or more, got [4, 0, 2]");
  }

  @Test
  void everyLayerHasOneActivation() {
    assertRefused(
        List.of(4, 3, 2),
        List.of(RELU),
        new Loss.SquaredError(),
        "2 layers need as many activations, got [RELU]");
  }

  @Test
  void softmaxIsForTheOutputAlone() {
    assertRefused(
        List.of(4, 3, 2),
        List.of(SOFTMAX, SOFTMAX),
        new Loss.CrossEntropy(0),
        "softmax belongs to the output layer alone, got [SOFTMAX, SOFTMAX]");
  }

  @Test
  void crossEntropyNeedsSoftmax() {
    assertRefused(
        List.of(4, 2),
        List.of(SIGMOID),
        new Loss.CrossEntropy(0),
        "the output of cross-entropy must be SOFTMAX, got SIGMOID");
  }

  @Test
  void parametersFitOneVector() {
    assertRefused(
        List.of(50_000, 50_000),
        List.of(IDENTITY),
        new Loss.SquaredError(),
        "2,500,050,000 parameters do not fit one vector of 2^31 floats");
  }

  @Test
  void theExponentialIsForTheOutputAlone() {
    assertRefused(
        List.of(4, 3, 2),
        List.of(Activation.EXPONENTIAL, IDENTITY),
        new Loss.SquaredError(),
        "exponential belongs to the output layer alone, got [EXPONENTIAL, IDENTITY]");
  }

  @Test
  void hingeNeedsTwoClasses() {
    assertRefused(
        List.of(4, 1),
        List.of(IDENTITY),
        new Loss.Hinge(),
        "hinge needs two outputs or more, one a class");
  }

  @Test
  void scaleAndShiftOfANormalisedLayerFollowItsBiases() {
    Topology topology =
        new Topology(List.of(4, 3, 2), List.of(RELU, IDENTITY), new Loss.SquaredError(), 0, true);

    assertThat(topology.scaleOffset(0)).isEqualTo(15);
    assertThat(topology.shiftOffset(0)).isEqualTo(18);
    assertThat(topology.weightsOffset(1)).isEqualTo(21);
    assertThat(topology.isNormalized(1)).as("the output").isFalse();
    assertThat(topology.parameterCount()).isEqualTo(29);
  }

  @Test
  void dropoutIsARateBelowOne() {
    for (double dropout : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(
              () ->
                  new Topology(
                      List.of(1, 1), List.of(IDENTITY), new Loss.SquaredError(), dropout, false))
          .hasMessage("dropout must be in [0, 1), got " + dropout);
    }
  }
}
