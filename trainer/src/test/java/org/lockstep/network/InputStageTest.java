package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.input.EmbeddedWord;
import org.lockstep.network.input.InputBlock;
import org.lockstep.network.input.InputStage;
import org.lockstep.network.input.InputTensor;
import org.lockstep.network.input.NumberEmbedding;
import org.lockstep.network.input.NumberEmbedding.Form;
import org.lockstep.network.input.PeriodicNumbers;
import org.lockstep.network.input.PlainInputs;

/** Networks with each input stage, against differences and the textbook. */
class InputStageTest {
  private static final NumberEmbedding PLR = new NumberEmbedding(Form.PLR, 6, 3, 0.4);
  private static final NumberEmbedding PBLD = new NumberEmbedding(Form.PBLD, 5, 4, 0.4);
  private static final int ROWS = 7;

  static Stream<InputStage> everyStage() {
    List<List<InputBlock>> blocks =
        List.of(
            List.of(),
            List.of(new PlainInputs(2), new EmbeddedWord(ROWS, 3), new PlainInputs(2)),
            List.of(new PeriodicNumbers(3, PLR), new PlainInputs(2)),
            List.of(new PlainInputs(1), new PeriodicNumbers(4, PBLD)),
            List.of(
                new PeriodicNumbers(1, PBLD),
                new EmbeddedWord(ROWS, 2),
                new PlainInputs(1),
                new PeriodicNumbers(1, PLR),
                new EmbeddedWord(ROWS, 5)));
    return blocks.stream()
        .flatMap(each -> Stream.of(new InputStage(each, true), new InputStage(each, false)))
        .filter(stage -> !stage.isNone());
  }

  private static Topology topology(InputStage stage) {
    return new Topology(
        List.of(5, 4, 3),
        List.of(Activation.TANH, Activation.SOFTMAX),
        new Loss.CrossEntropy(0),
        0,
        true,
        false,
        stage);
  }

  private static double[] theta(Topology topology) {
    float[] drawn = Initializer.draw(topology, 3);
    CounterRandom random = CounterRandom.of(1, Purpose.WEIGHTS, 99);
    double[] theta = new double[drawn.length];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) (drawn[i] + 0.6 * random.uniform(i) - 0.3);
    }
    return theta;
  }

  private static List<Example> examples(InputStage stage, int count) {
    CounterRandom random = CounterRandom.of(2, Purpose.WEIGHTS, count);
    int next = 0;
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      double[] x = new double[5];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (4 * random.uniform(next++) - 2);
      }
      int at = 0;
      for (InputBlock block : stage.blocks()) {
        if (block instanceof EmbeddedWord) {
          x[at] = e % (ROWS - 1);
        }
        at += block.inputs();
      }
      double[] y = new double[3];
      y[e % 3] = 1;
      examples.add(new Example(x, y, (float) (0.5 + random.uniform(next++)), null));
    }
    return examples;
  }

  private static Network loaded(
      Topology topology, Kernel kernel, double[] theta, List<Example> examples) {
    Network network = new Network(topology, kernel, examples.size());
    network.load(Draws.floats(theta));
    for (int j = 0; j < examples.size(); j++) {
      network.putExample(j, Draws.floats(examples.get(j).x()), 0);
      network.weights()[j] = (float) examples.get(j).weight();
      System.arraycopy(Draws.floats(examples.get(j).y()), 0, network.targets(), 3 * j, 3);
    }
    return network;
  }

  @ParameterizedTest
  @MethodSource("everyStage")
  void backwardMatchesCentralDifferences(InputStage stage) {
    Topology topology = topology(stage);

    List<GradientCheck.Layer> layers =
        GradientCheck.of(topology, theta(topology), examples(stage, 11), Integer.MAX_VALUE);

    assertThat(layers).extracting(GradientCheck.Layer::number).containsExactly(0, 1, 2);
    assertThat(layers.get(0).parameters()).isEqualTo(stage.parameterCount(5));
    assertThat(layers.get(0).real()).isGreaterThan(layers.get(0).checked() / 2);
    assertThat(layers).allSatisfy(layer -> assertThat(layer.worst()).isLessThan(1e-6));
  }

  @ParameterizedTest
  @MethodSource("everyStage")
  void bothKernelsAndPredictionsAgreeWithTheTextbook(InputStage stage) {
    Topology topology = topology(stage);
    double[] theta = theta(topology);
    List<Example> examples = examples(stage, 13);
    double[] wanted = new TextbookNetwork(topology, theta).gradientSum(examples);

    for (Kernel kernel : Kernel.values()) {
      float[] gradient = new float[theta.length];
      Arrays.fill(gradient, Float.NaN);
      loaded(topology, kernel, theta, examples).gradientSum(13, gradient);
      for (int i = 0; i < wanted.length; i++) {
        assertThat((double) gradient[i]).as("%s, %d", kernel, i).isCloseTo(wanted[i], within(2e-5));
      }
    }
    float[] rows = new float[13 * 5];
    for (int j = 0; j < 13; j++) {
      System.arraycopy(Draws.floats(examples.get(j).x()), 0, rows, 5 * j, 5);
    }
    float[] outputs = new float[13 * 3];
    new Inference(topology, Draws.floats(theta)).session().forward(rows, 13, outputs);
    for (int j = 0; j < 13; j++) {
      double[] a = new TextbookNetwork(topology, theta).forward(examples.get(j));
      for (int i = 0; i < 3; i++) {
        assertThat((double) outputs[3 * j + i]).isCloseTo(a[i], within(1e-5));
      }
    }
  }

  /** The sum of a batch is that of its parts, up to rounding: no example's error is lost. */
  @ParameterizedTest
  @MethodSource("everyStage")
  void aRowHasTheSameOutputsAloneAndAmongOthers(InputStage stage) {
    Topology topology = topology(stage);
    float[] theta = Draws.floats(theta(topology));
    List<Example> examples = examples(stage, 13);
    float[] rows = new float[13 * 5];
    for (int j = 0; j < 13; j++) {
      System.arraycopy(Draws.floats(examples.get(j).x()), 0, rows, 5 * j, 5);
    }
    Inference.Session session = new Inference(topology, theta).session();
    float[] together = new float[13 * 3];
    session.forward(rows, 13, together);
    for (int j = 0; j < 13; j++) {
      float[] alone = new float[3];
      session.forward(Draws.floats(examples.get(j).x()), 1, alone);
      assertThat(alone).containsExactly(together[3 * j], together[3 * j + 1], together[3 * j + 2]);
    }
  }

  @Test
  void onlyTheRowsOfTheBatchsWordsHaveAGradient() {
    InputStage stage =
        new InputStage(List.of(new EmbeddedWord(ROWS, 3), new PlainInputs(4)), false);
    Topology topology = topology(stage);
    double[] theta = theta(topology);
    float[] gradient = new float[theta.length];

    loaded(topology, Kernel.PORTABLE, theta, examples(stage, 2)).gradientSum(2, gradient);

    for (int i = 0; i < 3 * ROWS; i++) {
      boolean occurs = i < 2 * 3;
      assertThat(gradient[i] != 0).as("row %d", i / 3).isEqualTo(occurs);
    }
  }

  @Test
  void theGradientCheckComparesTheRowsOfWordsThatOccur() {
    InputStage stage =
        new InputStage(List.of(new EmbeddedWord(9000, 3), new PlainInputs(4)), false);
    Topology topology = topology(stage);

    GradientCheck.Layer layer =
        GradientCheck.of(topology, theta(topology), examples(stage, 4), 100).get(0);

    assertThat(layer.parameters()).isEqualTo(27_000);
    assertThat(layer.checked()).isEqualTo(4 * 3);
    assertThat(layer.real()).isEqualTo(4 * 3);
  }

  @Test
  void scalesBeginAtOneAndWordsWithoutALevelAtZero() {
    InputStage stage =
        new InputStage(List.of(new EmbeddedWord(1002, 3), new PeriodicNumbers(4, PBLD)), true);
    Topology topology = topology(stage);

    float[] theta = Initializer.draw(topology, 7);

    List<InputTensor> tensors = topology.inputTensors();
    assertThat(tensors)
        .extracting(InputTensor::name)
        .containsExactly(
            "embeddings.1.weight",
            "numbers.2.frequency",
            "numbers.2.phase",
            "numbers.2.weight",
            "numbers.2.bias",
            "input.scale");
    InputTensor scale = tensors.get(5);
    assertThat(scale.to()).isEqualTo(topology.weightsOffset(0));
    for (int i = scale.from(); i < scale.to(); i++) {
      assertThat(theta[i]).isEqualTo(1f);
    }
    double squares = 0;
    for (int i = 0; i < 3000; i++) {
      squares += theta[i] * theta[i];
    }
    assertThat(squares / 3000).isCloseTo(1, within(0.1));
    for (int i = 3000; i < 3006; i++) {
      assertThat(theta[i]).isZero();
    }
    float[] again = Initializer.draw(topology, 7);
    assertThat(again).containsExactly(theta);
  }

  @Test
  void aStageOfPlainInputsIsNone() {
    assertThat(new InputStage(List.of(new PlainInputs(2), new PlainInputs(3)), false))
        .isEqualTo(InputStage.NONE);
    Topology without =
        new Topology(
            List.of(5, 4, 3),
            List.of(Activation.TANH, Activation.SOFTMAX),
            new Loss.CrossEntropy(0),
            0,
            true);
    assertThat(topology(InputStage.NONE)).isEqualTo(without);
    assertThat(without.weightsOffset(0)).isZero();
  }

  @Test
  void aStageForOtherExamplesIsRefused() {
    InputStage stage = new InputStage(List.of(new EmbeddedWord(ROWS, 3)), false);

    assertThatThrownBy(() -> topology(stage))
        .hasMessage("the input stage takes 1 numbers, an example has 5");
  }
}
