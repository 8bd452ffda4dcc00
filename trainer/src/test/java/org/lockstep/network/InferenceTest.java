package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.network.input.InputStage;

class InferenceTest {
  private static final int ROWS = 40;

  private static Topology topology(Activation hidden, boolean layerNorm, boolean parametric) {
    return new Topology(
        List.of(11, 17, 6, 3),
        List.of(hidden, hidden, Activation.SOFTMAX),
        new Loss.CrossEntropy(0),
        0.5,
        layerNorm,
        parametric,
        InputStage.NONE);
  }

  private static float[] draws(int count, long seed) {
    Random random = new Random(seed);
    float[] draws = new float[count];
    for (int i = 0; i < count; i++) {
      draws[i] = (float) random.nextGaussian();
    }
    return draws;
  }

  private static float[] answers(Inference inference, float[] rows, int m, int outputs) {
    float[] answers = new float[m * outputs];
    inference.session().forward(rows, m, answers);
    return answers;
  }

  @ParameterizedTest
  @EnumSource(
      names = {"SOFTMAX", "EXPONENTIAL"},
      mode = EnumSource.Mode.EXCLUDE)
  void theOutputsAreThoseOfTheTrainingNetwork(Activation hidden) {
    for (int variant = 0; variant < 4; variant++) {
      Topology topology = topology(hidden, variant % 2 == 1, variant >= 2);
      float[] theta = draws(topology.parameterCount(), 1);
      float[] rows = draws(ROWS * topology.inputWidth(), 2);

      float[] answers = answers(new Inference(topology, theta), rows, ROWS, 3);

      float[] expected = outputs(topology, Kernel.ND4J, theta, rows);
      for (int i = 0; i < answers.length; i++) {
        assertThat(answers[i]).isCloseTo(expected[i], within(1e-5f));
      }
      assertThat(answers)
          .as("bit for bit those of the portable kernel")
          .isEqualTo(outputs(topology, Kernel.PORTABLE, theta, rows));
    }
  }

  private static float[] outputs(Topology topology, Kernel kernel, float[] theta, float[] rows) {
    Network network = new Network(topology, kernel, ROWS);
    network.load(theta);
    for (int j = 0; j < ROWS; j++) {
      network.putExample(j, rows, j * topology.inputWidth());
    }
    return Arrays.copyOf(network.forward(ROWS), ROWS * topology.outputWidth());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 17, 39})
  void thePredictionOfARowDoesNotDependOnItsBatch(int batch) {
    Topology topology = topology(Activation.TANH, true, true);
    Inference inference = new Inference(topology, draws(topology.parameterCount(), 1));
    float[] rows = draws(ROWS * topology.inputWidth(), 2);
    float[] expected = answers(inference, rows, ROWS, 3);

    for (int from = 0; from + batch <= ROWS; from++) {
      int width = topology.inputWidth();
      float[] some = Arrays.copyOfRange(rows, from * width, (from + batch) * width);

      assertThat(answers(inference, some, batch, 3))
          .isEqualTo(Arrays.copyOfRange(expected, from * 3, (from + batch) * 3));
    }
  }

  @Test
  void aWeightedInputIsAChainOfFusedMultiplyAdds() {
    Topology topology =
        new Topology(List.of(7, 2), List.of(Activation.IDENTITY), new Loss.SquaredError());
    float[] theta = draws(topology.parameterCount(), 3);
    float[] x = draws(7, 4);

    float[] answer = answers(new Inference(topology, theta), x, 1, 2);

    for (int i = 0; i < 2; i++) {
      float z = theta[14 + i];
      for (int k = 0; k < 7; k++) {
        z = Math.fma(theta[i * 7 + k], x[k], z);
      }
      assertThat(answer[i]).isEqualTo(z);
    }
  }
}
