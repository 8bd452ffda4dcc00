package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.settings.value.Type;

/** Compares the gradients with central differences, in double precision. */
class GradientCheckTest {
  private static List<Topology> everyTopology() {
    return Draws.everyTopology(3, 4, 3, 2).toList();
  }

  /** With every output, loss, dropout, layer norm and parametric activations: some 270 each. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SOFTMAX", "EXPONENTIAL"})
  void backwardMatchesCentralDifferences(Activation hidden) {
    int networks = 0;
    for (Topology topology : everyTopology()) {
      if (topology.activations().get(0) == hidden) {
        networks++;
        Draws draws = Draws.of(topology, 5);
        int real = 0;
        for (GradientCheck.Layer layer :
            GradientCheck.of(topology, draws.theta(), draws.examples(), Integer.MAX_VALUE)) {
          assertThat(layer.checked()).isEqualTo(layer.parameters());
          assertThat(layer.worst()).as("worst error of a layer of %s", draws).isLessThan(1e-6);
          real += layer.real();
        }
        assertThat(real)
            .as("parameters with a real gradient of %s", draws)
            .isGreaterThan(draws.theta().length / 2);
      }
    }
    assertThat(networks).isGreaterThan(150);
  }

  @Test
  void theCasesCoverEveryActivationLossDropoutNormalisationAndParametricActivation() {
    List<Topology> topologies = everyTopology();

    for (Loss loss : Draws.LOSSES) {
      Stream<Activation> outputs =
          loss.output() == null ? Stream.of(Activation.values()) : Stream.of(loss.output());
      int hidden = Activation.values().length - 2; // softmax and exponential are for outputs
      assertThat(topologies.stream().filter(t -> t.loss().equals(loss)))
          .as("%s", loss)
          .hasSize((int) outputs.count() * hidden * 6);
    }
    assertThat(Draws.LOSSES)
        .extracting(Loss::settingsName)
        .as("every loss is drawn, cross-entropy with and without smoothed labels")
        .hasSize(Losses.TYPES.size() + 1)
        .containsAll(Losses.TYPES.stream().map(Type::name).toList());
  }

  @Test
  void aDeadLayerHasNoNonzeroGradients() {
    Topology topology =
        new Topology(
            List.of(2, 3, 1),
            List.of(Activation.RELU, Activation.IDENTITY),
            new Loss.SquaredError());
    double[] theta = new double[topology.parameterCount()];
    Arrays.fill(theta, -1);

    List<GradientCheck.Layer> layers =
        GradientCheck.of(
            topology, theta, List.of(new Example(new double[] {1, 2}, new double[] {3})), 100);

    assertThat(layers.get(0)).isEqualTo(new GradientCheck.Layer(1, 9, 9, 0, 0));
    assertThat(layers.get(1).real()).as("the output's bias").isEqualTo(1);
  }

  @Test
  void theParametersOfALargeLayerAreSampledEvenly() {
    Topology topology =
        new Topology(
            List.of(9, 4, 2),
            List.of(Activation.TANH, Activation.IDENTITY),
            new Loss.SquaredError());
    Draws draws = Draws.of(topology, 3);

    assertThat(GradientCheck.of(topology, draws.theta(), draws.examples(), 7))
        .extracting(GradientCheck.Layer::checked)
        .containsExactly(7, 7);
  }
}
