package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.export.OnnxExports.ROWS;
import static org.lockstep.export.OnnxExports.assertSameAnswers;
import static org.lockstep.export.OnnxExports.file;
import static org.lockstep.export.OnnxExports.model;
import static org.lockstep.export.OnnxExports.topology;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.model.Model;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;

/** Transforms of columns and targets are those of the model in ONNX Runtime too. */
class OnnxTransformsTest {
  @ParameterizedTest
  @EnumSource
  void numbersSmallAndLargeMissingAndOutsideAreTransformedAsByTheModel(Transform transform)
      throws Exception {
    Model model =
        model(
            new NumberColumn("price", "double", 1, Missing.INDICATOR, List.of(2.5), transform),
            new NumberColumn("count", "bigint", 1, Missing.ERROR, List.of(), transform),
            new NumberColumn("v", "array<float>", 2, Missing.MEAN, List.of(1.0, 2.0), transform));

    int valid =
        assertSameAnswers(
            model,
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              double price = i % 97 == 0 ? -1 : Math.pow(10, random.nextDouble(-12, 9));
              double[] v = {random.nextInt(9), i % 7 == 0 ? Double.NaN : (float) 1e-5};
              return new Object[] {
                i % 5 == 0 ? null : new double[] {price}, new long[] {random.nextInt(1000)}, v
              };
            });

    long outside = IntStream.range(0, ROWS).filter(i -> i % 97 == 0 && i % 5 != 0).count();
    assertThat(valid).isEqualTo((int) (ROWS - (transform == Transform.NONE ? 0 : outside)));
  }

  /** The network's output is its input, so that the prediction is the inverse of the column. */
  @Test
  void targetsNearAndFarFrom0AreTransformedBackToWithinAFloatsDigits() throws Exception {
    TargetEncoding.Numbers target =
        new TargetEncoding.Numbers(
            List.of("y"),
            new LinearScale(List.of(0.0), List.of(1.0)),
            List.of(),
            MissingLabel.ERROR,
            Transform.LOG1P);
    Topology topology =
        new Topology(List.of(1, 1), List.of(Activation.IDENTITY), new Loss.SquaredError());
    Model shape =
        Models.of(List.of(NumberColumn.whole("x", "double", 1)), none(), target, topology);
    Model model = new Model(topology, shape.encoding(), new float[] {1, 0}, shape.provenance());
    List<Double> xs =
        IntStream.range(0, 400)
            .mapToObj(i -> (i % 2 * 2 - 1) * Math.pow(10, i / 40.0 - 9))
            .toList();
    List<TableRow> rows =
        xs.stream().map(x -> new TableRow(model.encoding(), (Object) new double[] {x})).toList();

    try (OnnxModel exported = new OnnxModel(file(model), model.encoding())) {
      List<double[]> found = exported.answers(rows).numbers();

      for (int i = 0; i < xs.size(); i++) {
        double expected = StrictMath.expm1(xs.get(i).floatValue());
        assertThat(Math.abs(found.get(i)[0] - expected))
            .as("expm1(%s) = %s", xs.get(i), found.get(i)[0])
            .isLessThanOrEqualTo(1e-9 * Math.abs(expected));
      }
    }
  }

  private static LinearScale none() {
    return new LinearScale(List.of(0.0), List.of(1.0));
  }

  @Test
  void aModelThatLearnsLogarithmsPredictsAsTheModel() throws Exception {
    TargetEncoding.Numbers target =
        new TargetEncoding.Numbers(
            List.of("y", "z"),
            new LinearScale(List.of(1.0, 2.0), List.of(0.5, 3.0)),
            List.of(),
            MissingLabel.ERROR,
            Transform.LOG1P);
    Model model = Models.of(Models.eightNumbers(), target, topology(8, target));
    List<TableRow> rows =
        IntStream.range(0, 200)
            .mapToObj(i -> new TableRow(model.encoding(), OnnxExports.eightNumbers(i)))
            .toList();

    try (OnnxModel exported = new OnnxModel(file(model), model.encoding())) {
      Answers mine = Answers.of(model, rows);
      Answers theirs = exported.answers(rows);

      for (int row = 0; row < rows.size(); row++) {
        for (int i = 0; i < 2; i++) {
          double expected = mine.numbers().get(row)[i];
          assertThat(Math.abs(theirs.numbers().get(row)[i] - expected))
              .isLessThanOrEqualTo(1e-5 * Math.max(1, Math.abs(expected)));
        }
      }
    }
  }
}
