package org.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lockstep.SparseRun;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.TextbookNetwork.Example;
import org.lockstep.network.input.EmbeddedWord;
import org.lockstep.network.input.InputStage;
import org.lockstep.network.input.PlainInputs;
import org.lockstep.network.input.SparseInputs;
import org.lockstep.network.input.SparseRows;

/** Networks with sparse inputs, against differences, the textbook and the same network in full. */
class SparseInputsTest {
  private static final int WIDTH = 40;
  private static final int PLAIN = 3;

  private static Topology topology(boolean withStage, boolean layerNorm) {
    InputStage stage =
        withStage
            ? new InputStage(
                List.of(new EmbeddedWord(5, 2), new PlainInputs(2)),
                true,
                new SparseInputs(WIDTH, 3))
            : new InputStage(List.of(), false, new SparseInputs(WIDTH, 3));
    return topology(stage, layerNorm, PLAIN);
  }

  private static Topology topology(InputStage stage, boolean layerNorm, int inputs) {
    return new Topology(
        List.of(inputs, 6, 3),
        List.of(Activation.TANH, Activation.SOFTMAX),
        new Loss.CrossEntropy(0),
        0,
        layerNorm,
        true,
        stage);
  }

  private static double[] theta(Topology topology) {
    float[] drawn = Initializer.draw(topology, 3);
    double[] theta = new double[drawn.length];
    Arrays.setAll(theta, i -> drawn[i]);
    return theta;
  }

  /** Example e has e mod 5 sparse numbers. */
  private static List<Example> examples(int count) {
    CounterRandom random = CounterRandom.of(2, Purpose.WEIGHTS, count);
    int next = 0;
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      int present = e % 5;
      double[] x = new double[PLAIN + 1 + 2 * present];
      x[0] = e % 3;
      x[1] = (float) (2 * random.uniform(next++) - 1);
      x[2] = (float) (2 * random.uniform(next++) - 1);
      x[PLAIN] = present;
      for (int k = 0; k < present; k++) {
        x[PLAIN + 1 + 2 * k] = 7 * k + e % 6;
        x[PLAIN + 2 + 2 * k] = (float) (3 * random.uniform(next++) - 1);
      }
      double[] y = new double[3];
      y[e % 3] = 1;
      examples.add(new Example(x, y, (float) (0.5 + random.uniform(next++)), null));
    }
    return examples;
  }

  @Test
  void backwardMatchesCentralDifferencesForInputsThatOccur() {
    for (boolean withStage : new boolean[] {false, true}) {
      Topology topology = topology(withStage, true);

      List<GradientCheck.Layer> layers =
          GradientCheck.of(topology, theta(topology), examples(11), Integer.MAX_VALUE);

      GradientCheck.Layer first = layers.get(withStage ? 1 : 0);
      int beside = topology.weightsOffset(1) - topology.weightsOffset(0);
      assertThat(first.number()).isEqualTo(1);
      assertThat(first.parameters()).isEqualTo(beside + WIDTH * 6);
      assertThat(first.checked()).isBetween(beside + 10 * 6, beside + WIDTH * 6 - 1);
      assertThat(first.real()).isGreaterThan(first.checked() / 2);
      assertThat(layers).allSatisfy(layer -> assertThat(layer.worst()).isLessThan(1e-6));
    }
  }

  @Test
  void bothKernelsAndPredictionsAgreeWithTheTextbook() {
    for (boolean withStage : new boolean[] {false, true}) {
      Topology topology = topology(withStage, withStage);
      double[] theta = theta(topology);
      List<Example> examples = examples(13);
      TextbookNetwork textbook = new TextbookNetwork(topology, theta);
      double[] wanted = textbook.gradientSum(examples);

      for (Kernel kernel : Kernel.values()) {
        Network network = new Network(topology, kernel, 13);
        network.load(Draws.floats(theta));
        for (int j = 0; j < 13; j++) {
          network.putExample(j, Draws.floats(examples.get(j).x()), 0);
          network.weights()[j] = (float) examples.get(j).weight();
          System.arraycopy(Draws.floats(examples.get(j).y()), 0, network.targets(), 3 * j, 3);
        }
        float[] gradient = new float[theta.length];
        float[] beside = new float[topology.sparseOffset()];
        double loss = network.gradientSum(13, beside);
        System.arraycopy(beside, 0, gradient, 0, beside.length);
        SparseRows rows = network.sparseGradient(13);
        rows.copyTo(0, rows.length(), gradient, beside.length);

        assertThat(loss).isCloseTo(textbook.lossSum(examples), within(1e-4));
        for (int i = 0; i < wanted.length; i++) {
          assertThat((double) gradient[i])
              .as("%s, %d", kernel, i)
              .isCloseTo(wanted[i], within(2e-5));
        }
      }
      RowBuffer rows = new RowBuffer(1);
      examples.forEach(
          example -> {
            for (double x : example.x()) {
              rows.add((float) x);
            }
          });
      float[] outputs = new float[13 * 3];
      new Inference(topology, Draws.floats(theta)).session().forward(rows.floats(), 13, outputs);
      for (int j = 0; j < 13; j++) {
        double[] expected = textbook.forward(examples.get(j));
        for (int i = 0; i < 3; i++) {
          assertThat((double) outputs[3 * j + i]).isCloseTo(expected[i], within(1e-5));
        }
      }
    }
  }

  @Test
  void theNetworkIsThatWithAllInputsInFull() {
    Topology sparse = topology(false, true);
    Topology full = topology(InputStage.NONE, true, PLAIN + WIDTH);
    double[] theta = theta(sparse);
    double[] inFull = new double[full.parameterCount()];
    int shift = full.weightsOffset(1) - sparse.weightsOffset(1);
    System.arraycopy(
        theta,
        sparse.biasOffset(0),
        inFull,
        full.biasOffset(0),
        sparse.sparseOffset() - sparse.biasOffset(0));
    assertThat(full.biasOffset(0) - sparse.biasOffset(0)).isEqualTo(shift);
    for (int i = 0; i < 6; i++) {
      for (int k = 0; k < PLAIN + WIDTH; k++) {
        inFull[i * (PLAIN + WIDTH) + k] =
            k < PLAIN ? theta[i * PLAIN + k] : theta[sparse.sparseOffset() + (k - PLAIN) * 6 + i];
      }
    }
    List<Example> examples = examples(12);
    List<Example> wide =
        examples.stream()
            .map(
                example -> {
                  double[] x = Arrays.copyOf(example.x(), PLAIN + WIDTH);
                  Arrays.fill(x, PLAIN, x.length, 0);
                  for (int k = PLAIN + 1; k < example.x().length; k += 2) {
                    x[PLAIN + (int) example.x()[k]] = example.x()[k + 1];
                  }
                  return new Example(x, example.y(), example.weight(), null);
                })
            .toList();

    assertThat(new TextbookNetwork(full, inFull).lossSum(wide))
        .isCloseTo(new TextbookNetwork(sparse, theta).lossSum(examples), within(1e-12));
  }

  @Test
  void rowsAddUpAsWholeMatricesDo() {
    SparseRows left = new SparseRows(5, 2, new int[] {0, 3}, new float[] {1, 2, 3, 4});
    SparseRows right = new SparseRows(5, 2, new int[] {2, 3, 4}, new float[] {9, 8, 7, 6, 5, 4});

    SparseRows sum = left.plus(right);

    assertThat(sum.indices()).containsExactly(0, 2, 3, 4);
    float[] whole = new float[11];
    sum.copyTo(0, 10, whole, 1);
    assertThat(whole).containsExactly(0, 1, 2, 0, 0, 9, 8, 10, 10, 5, 4);
    float[] part = {-1, -1, -1, -1};
    sum.copyTo(5, 8, part, 1);
    assertThat(part).containsExactly(-1, 8, 10, 10);
  }

  @Test
  void aRunTakesARangeOfIndicesFromAnother() {
    float[] own = {9, 3, 1, 10, 4, 20, 8, 30};
    float[] other = {4, 0, 5, 3, 6, 5, 7, 9, 8};

    float[] run = SparseRun.withOther(own, 1, other, 0, 3, 7);

    assertThat(Arrays.copyOf(run, SparseRun.length(run, 0)))
        .containsExactly(4, 1, 10, 3, 6, 5, 7, 8, 30);
  }
}
