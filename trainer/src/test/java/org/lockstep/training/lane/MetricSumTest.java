package org.lockstep.training.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lockstep.encoding.Decision;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.support.Figures;
import org.lockstep.training.metric.EvaluatedBatch;
import org.lockstep.training.metric.WantedMetrics;

class MetricSumTest {
  private static final WantedMetrics CLASSES =
      WantedMetrics.usual(new TargetEncoding.Classes("label", "string", List.of("a", "b", "c")));

  private static WantedMetrics numbers(Double... divisors) {
    List<String> columns = Collections.nCopies(divisors.length, "y");
    List<Double> offsets = Collections.nCopies(divisors.length, 100.0);
    return WantedMetrics.usual(
        new TargetEncoding.Numbers(columns, new LinearScale(offsets, List.of(divisors))));
  }

  private static MetricSum sum(boolean classes, double loss, float[] y, float[] a, int n, int m) {
    float[] weights = new float[m];
    Arrays.fill(weights, 1f);
    return MetricSum.of(
        classes ? Decision.MOST_PROBABLE : null, new EvaluatedBatch(loss, y, a, weights, n, m));
  }

  private static Metrics regression(WantedMetrics wanted, int n, float[] y, float[] a) {
    return sum(false, 0, y, a, n, y.length / n).metrics(wanted);
  }

  @Test
  void accuracyIsTheShareOfExamplesWhoseMostProbableClassIsTheirLabel() {
    float[] y = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    float[] a = {0.5f, 0.3f, 0.2f, 0.1f, 0.6f, 0.3f, 0.7f, 0.1f, 0.2f};

    Metrics metrics = sum(true, 1.5, y, a, 3, 3).metrics(CLASSES);

    assertThat(metrics).isEqualTo(Figures.ofClasses(0.5, 3, 2 / 3.0));
  }

  @Test
  void theFirstOfEquallyProbableClassesIsTheAnswer() {
    float[] a = {0.2f, 0.4f, 0.4f};

    assertThat(Decision.MOST_PROBABLE.predicted(a, 0, 3)).isEqualTo(1);
    assertThat(sum(true, 0, new float[] {0, 1, 0}, a, 3, 1).metrics(CLASSES))
        .isEqualTo(Figures.ofClasses(0.0, 1, 1.0));
    assertThat(sum(true, 0, new float[] {0, 0, 1}, a, 3, 1).metrics(CLASSES))
        .isEqualTo(Figures.ofClasses(0.0, 1, 0.0));
  }

  @Test
  void rmseIsInTheUnitsOfTheDataAndR2ComparesWithTheMean() {
    // Σ(y - a)² = 0.5 and Σ(y - ȳ)² = 5, in units of 10
    Metrics metrics =
        regression(
            numbers(10.0),
            1,
            new float[] {-1.5f, -0.5f, 0.5f, 1.5f},
            new float[] {-1, -0.5f, 0.5f, 1});

    assertThat(metrics.value(ValidationMetric.RMSE))
        .isCloseTo(10 * Math.sqrt(0.5 / 4), within(1e-12));
    assertThat(metrics.value(ValidationMetric.R2)).isCloseTo(1 - 0.5 / 5, within(1e-12));
    assertThat(metrics.examples()).isEqualTo(4);
  }

  @Test
  void severalTargetsShareOneRmseAndTheMeanOfTheirR2() {
    // errors of target 1: 1 and 1, in units of 2; of target 2: 0 and 2, in units of 3
    float[] y = {1, 1, -1, -1};
    float[] a = {0, 1, 0, 1};

    Metrics metrics = regression(numbers(2.0, 3.0), 2, y, a);

    assertThat(metrics.value(ValidationMetric.RMSE))
        .isCloseTo(Math.sqrt((2 * 4 + 4 * 9) / 4.0), within(1e-12));
    assertThat(metrics.value(ValidationMetric.R2))
        .isCloseTo(((1 - 2 / 2.0) + (1 - 4 / 2.0)) / 2, within(1e-12));
  }

  @Test
  void r2IsNoNumberIfATargetIsConstant() {
    for (float constant : new float[] {0, 1, 0.1f, -3.3f, 1234.567f, 1e-3f, 7e8f}) {
      for (int n = 1; n <= 50; n++) {
        float[] y = new float[n];
        Arrays.fill(y, constant);
        assertThat(regression(numbers(1.0), 1, y, new float[n]).value(ValidationMetric.R2))
            .as("r2 of %d times %s", n, constant)
            .isNaN();
      }
    }
  }

  @Test
  void sumsOfPartsAddUp() {
    float[] y = {1, 0, 3, 0.5f, 2, -1};
    float[] a = {0.5f, 1, 2, 0, 2, 1};
    MetricSum first = sum(false, 1.25, new float[] {1, 0}, new float[] {0.5f, 1}, 2, 1);
    MetricSum rest = sum(false, 2, new float[] {3, 0.5f, 2, -1}, new float[] {2, 0, 2, 1}, 2, 2);

    assertThat(first.add(rest).metrics(numbers(1.0, 1.0)))
        .isEqualTo(sum(false, 3.25, y, a, 2, 3).metrics(numbers(1.0, 1.0)));
  }

  @Test
  void theLossIsTheMeanOverTheExamples() {
    assertThat(sum(false, 6, new float[4], new float[4], 1, 4).metrics(numbers(1.0)).loss())
        .isEqualTo(1.5);
  }
}
