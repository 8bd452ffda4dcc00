package org.lockstep.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ValidationMetric;

class StandardErrorsTest {
  private static final double EXACTLY = 1e-12;

  private static TargetEncoding classes() {
    return new TargetEncoding.Classes("y", "bigint", List.of(0L, 1L));
  }

  @Test
  void thatOfAccuracyIsTheOneOfAShareAndThatOfTheLossItsDeviationOverTheRoot() {
    float[] y = {1, 0, 1, 0, 0, 1, 0, 1, 1, 0};
    float[] a = {0.9f, 0.1f, 0.4f, 0.6f, 0.2f, 0.8f, 0.3f, 0.7f, 0.6f, 0.4f};
    double[] losses = {0.1, 0.9, 0.2, 0.4, 0.6};
    StandardErrors sum = new StandardErrors(classes());
    sum.add(new EvaluatedBatch(0, y, a, new float[] {1, 1, 1, 1, 1}, 2, 5), losses);

    Map<ValidationMetric, Double> errors = sum.byMetric();

    double mean = Arrays.stream(losses).average().orElseThrow();
    double variance =
        Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(errors.get(ValidationMetric.ACCURACY))
        .isCloseTo(Math.sqrt(0.8 * 0.2 / 5), within(EXACTLY));
    assertThat(errors.get(ValidationMetric.LOSS))
        .isCloseTo(Math.sqrt(variance / 5), within(EXACTLY));
  }

  @Test
  void thatOfTheRmseFollowsFromTheSquaredErrorsInTheUnitsOfTheData() {
    TargetEncoding target =
        new TargetEncoding.Numbers(
            List.of("y"),
            new LinearScale(List.of(5.0), List.of(10.0)),
            List.of(),
            MissingLabel.ERROR);
    float[] y = {0, 0, 0, 0};
    float[] a = {1, -2, 3, 2};
    StandardErrors sum = new StandardErrors(target);
    sum.add(new EvaluatedBatch(0, y, a, new float[] {1, 1, 1, 1}, 1, 4), new double[4]);

    // squared errors 100, 400, 900, 400: mean 450, variance 82,500
    assertThat(sum.byMetric().get(ValidationMetric.RMSE))
        .isCloseTo(Math.sqrt(82_500.0 / 4) / (2 * Math.sqrt(450)), within(1e-9));
  }

  @Test
  void anExampleOfTwiceTheWeightCountsTwiceInTheMeanAndFourTimesInTheVariance() {
    float[] y = {1, 0, 1, 0};
    float[] a = {0.9f, 0.1f, 0.1f, 0.9f};
    StandardErrors sum = new StandardErrors(classes());
    sum.add(new EvaluatedBatch(0, y, a, new float[] {2, 1}, 2, 2), new double[2]);

    // mean 2/3: (4 · 1/9 + 1 · 4/9) / 9
    assertThat(sum.byMetric().get(ValidationMetric.ACCURACY))
        .isCloseTo(Math.sqrt(8.0 / 81), within(EXACTLY));
  }

  @Test
  void sumsOfPartsAddUpToThatOfTheWhole() {
    float[] y = {1, 0, 1, 0, 0, 1};
    float[] a = {0.9f, 0.1f, 0.4f, 0.6f, 0.2f, 0.8f};
    double[] losses = {0.1, 0.9, 0.2};
    StandardErrors whole = new StandardErrors(classes());
    whole.add(new EvaluatedBatch(0, y, a, new float[] {1, 2, 1}, 2, 3), losses);
    StandardErrors sum = new StandardErrors(classes());
    for (int j = 0; j < 3; j++) {
      StandardErrors part = new StandardErrors(classes());
      part.add(
          new EvaluatedBatch(
              0,
              Arrays.copyOfRange(y, 2 * j, 2 * j + 2),
              Arrays.copyOfRange(a, 2 * j, 2 * j + 2),
              new float[] {j == 1 ? 2 : 1},
              2,
              1),
          new double[] {losses[j]});
      sum.add(part);
    }

    whole
        .byMetric()
        .forEach(
            (metric, error) ->
                assertThat(sum.byMetric().get(metric)).isCloseTo(error, within(EXACTLY)));
  }
}
