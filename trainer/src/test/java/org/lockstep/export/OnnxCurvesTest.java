package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.export.OnnxExports.ROWS;
import static org.lockstep.export.OnnxExports.assertSameAnswers;
import static org.lockstep.export.OnnxExports.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.curve.InputCurves;
import org.lockstep.encoding.curve.PredictionRange;
import org.lockstep.model.Model;

/** Quantiles, smooth clips and clipped predictions are those of the model in ONNX Runtime too. */
class OnnxCurvesTest {
  private static Model with(Model model, InputCurves curves) {
    Encoding encoding = model.encoding();
    return new Model(
        model.topology(),
        new Encoding(encoding.features(), encoding.scale(), encoding.target(), curves),
        model.parameters(),
        model.provenance());
  }

  private static List<Double> table(int n, double spread) {
    return new SplittableRandom(n)
        .doubles(n, -spread, spread)
        .map(x -> n > 50 ? x : Math.rint(x))
        .sorted()
        .boxed()
        .toList();
  }

  private static Object[] row(int i) {
    SplittableRandom random = new SplittableRandom(i);
    double far = i % 50 == 0 ? 1e200 : i % 50 == 1 ? Double.POSITIVE_INFINITY : 1;
    double whole = random.nextInt(-8, 9);
    double[] v = {
      i % 7 == 0 ? Double.NaN : random.nextDouble(-9, 9), whole, random.nextDouble(-30, 30)
    };
    return new Object[] {
      i % 5 == 0 ? null : new double[] {random.nextDouble(-40, 40) * far}, v, new double[] {whole}
    };
  }

  private static Model model() {
    return OnnxExports.model(
        new NumberColumn("a", "double", 1, Missing.INDICATOR, List.of(2.5)),
        new NumberColumn("v", "array<double>", 3, Missing.MEAN, List.of(1.0, 2.0, 3.0)),
        NumberColumn.whole("last", "double", 1));
  }

  @Test
  void inputsByQuantilesByALinearScaleAndClippedStandInTheirPlaces() throws Exception {
    List<List<Double>> quantiles =
        List.of(table(1000, 35), List.of(), List.of(), table(20, 6), List.of(4.0), List.of());
    List<Double> bounds = List.of(3.0, 0.0, 1.5, 0.0, 2.0, 0.25);

    int both =
        assertSameAnswers(with(model(), new InputCurves(quantiles, bounds)), OnnxCurvesTest::row);
    int clips =
        assertSameAnswers(with(model(), new InputCurves(List.of(), bounds)), OnnxCurvesTest::row);

    long infinite = IntStream.range(0, ROWS).filter(i -> i % 50 == 1 && i % 5 != 0).count();
    assertThat(both).isEqualTo((int) (ROWS - infinite)).isEqualTo(clips);
  }

  @Test
  void inputsThatAreAllByQuantilesAreTheModels() throws Exception {
    Model model = Models.of(Models.eightNumbers(), Models.NUMBERS, topology(8, Models.NUMBERS));
    List<List<Double>> quantiles = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      quantiles.add(table(1 + 31 * i, 2.5));
    }

    int valid =
        assertSameAnswers(
            with(model, new InputCurves(quantiles, List.of())), OnnxExports::eightNumbers);

    assertThat(valid).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @EnumSource
  void predictionsAreClippedToTheRange(Transform transform) throws Exception {
    List<FeatureColumn> features = Models.eightNumbers();
    LinearScale scale = new LinearScale(List.of(1.0, 2.0), List.of(0.5, 3.0));
    TargetEncoding.Numbers open =
        new TargetEncoding.Numbers(
            List.of("y", "z"), scale, List.of(), MissingLabel.ERROR, transform);
    TargetEncoding.Numbers target =
        open.within(new PredictionRange(List.of(0.5, -1.0), List.of(1.5, 2.0)));
    Model model = Models.of(features, target, topology(8, target));
    Model free = Models.of(features, open, topology(8, open));

    assertThat(assertSameAnswers(model, OnnxExports::eightNumbers)).isEqualTo(ROWS);
    List<TableRow> rows =
        IntStream.range(0, 200)
            .mapToObj(i -> new TableRow(model.encoding(), OnnxExports.eightNumbers(i)))
            .toList();
    assertThat(Answers.of(model, rows).numbers())
        .allSatisfy(y -> assertThat(y[0]).isBetween(0.5, 1.5))
        .allSatisfy(y -> assertThat(y[1]).isBetween(-1.0, 2.0));
    assertThat(Answers.of(free, rows).numbers()).anySatisfy(y -> assertThat(y[1]).isGreaterThan(2));
  }
}
