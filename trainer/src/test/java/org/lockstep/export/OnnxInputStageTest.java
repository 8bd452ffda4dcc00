package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.export.OnnxExports.ROWS;
import static org.lockstep.export.OnnxExports.assertSameAnswers;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.Unseen;
import org.lockstep.model.Model;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.network.input.EmbeddedWord;
import org.lockstep.network.input.InputBlock;
import org.lockstep.network.input.InputStage;
import org.lockstep.network.input.NumberEmbedding;
import org.lockstep.network.input.NumberEmbedding.Form;
import org.lockstep.network.input.PeriodicNumbers;
import org.lockstep.network.input.PlainInputs;
import org.lockstep.network.input.SparseInputs;

/** Exported models with an input stage answer as the model does. */
class OnnxInputStageTest {
  private static Model model(List<FeatureColumn> columns, InputStage stage) {
    List<Double> offsets = new ArrayList<>();
    List<Double> divisors = new ArrayList<>();
    for (FeatureColumn column : columns) {
      for (int i = 0; i < column.inputs(); i++) {
        offsets.add(column.scaledInputs() > 0 ? 0.25 : 0.0);
        divisors.add(column.scaledInputs() > 0 ? 1.5 : 1.0);
      }
    }
    Topology topology =
        new Topology(
            List.of(offsets.size(), 6, 3),
            List.of(Activation.TANH, Activation.SOFTMAX),
            new Loss.CrossEntropy(0),
            0,
            false,
            false,
            stage);
    return Models.of(columns, new LinearScale(offsets, divisors), Models.CLASSES, topology);
  }

  @ParameterizedTest(name = "missing {0}, unseen {1}, {2}, {3}")
  @MethodSource("org.lockstep.export.OnnxColumnsTest#words")
  void embeddedWordsAreThoseOfTheModel(
      Missing missing, Unseen unseen, List<String> words, GraphNames names) throws Exception {
    EmbeddedColumn column =
        new EmbeddedColumn("w", "string", words.subList(0, 4), 3, unseen, missing);
    Model model =
        model(
            List.of(NumberColumn.whole("x", "double", 1), column),
            new InputStage(List.of(new PlainInputs(1), new EmbeddedWord(column.rows(), 3)), false));

    int valid =
        assertSameAnswers(
            model,
            names,
            i ->
                new Object[] {
                  new double[] {i / 1000.0},
                  i % 7 == 0 && missing != Missing.ERROR ? null : words.get(i % words.size())
                });

    boolean all = unseen == Unseen.ZERO && missing != Missing.SKIP;
    assertThat(valid == ROWS).isEqualTo(all);
    assertThat(valid).isGreaterThan(ROWS / 2);
  }

  @ParameterizedTest
  @EnumSource
  void embeddedNumbersAreThoseOfTheModel(Form form) throws Exception {
    List<InputBlock> blocks =
        List.of(
            new PeriodicNumbers(3, new NumberEmbedding(form, 5, 4, 0.1)),
            new PlainInputs(1),
            new PeriodicNumbers(8, new NumberEmbedding(form, 16, 2, 0.1)));
    Model model =
        model(
            List.of(
                NumberColumn.whole("three", "array<float>", 3),
                new NumberColumn("one", "double", 1, Missing.ERROR, List.of()),
                NumberColumn.whole("eight", "array<double>", 8)),
            new InputStage(blocks, true));

    int valid =
        assertSameAnswers(
            model,
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              return new Object[] {
                random.doubles(3, -3, 3).map(x -> (float) x).toArray(),
                random.doubles(1, -9, 9).toArray(),
                random.doubles(8, -3, 3).toArray()
              };
            });

    assertThat(valid).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @EnumSource
  void sparseVectorsAreThoseOfTheModel(Missing missing) throws Exception {
    SparseColumn text = new SparseColumn("text", "vector", 50, missing, 1.75, 3);
    SparseColumn tags = new SparseColumn("tags", "vector", 4, missing, 1, 1);
    Model model =
        model(
            List.of(text, NumberColumn.whole("x", "double", 1), tags),
            new InputStage(List.of(), true, new SparseInputs(54, 4)));

    int valid =
        assertSameAnswers(
            model,
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              double[] words = new double[50];
              for (int w = 0; w < i % 9; w++) {
                words[random.nextInt(50)] = random.nextInt(5);
              }
              words[7] = i % 8 == 0 ? Double.NaN : i % 19 == 0 ? 1 / 0.0 : 0;
              return new Object[] {
                words, random.doubles(1, -3, 3).toArray(), new double[] {i % 2, 0, i % 3, 1}
              };
            });

    assertThat(valid).isBetween(ROWS / 2, ROWS - 1);
  }
}
