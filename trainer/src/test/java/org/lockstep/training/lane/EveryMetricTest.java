package org.lockstep.training.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.training.metric.ClassMetric;
import org.lockstep.training.metric.ClassMetrics;
import org.lockstep.training.metric.ClassScores;
import org.lockstep.training.metric.ClassSum;
import org.lockstep.training.metric.DetailSum;
import org.lockstep.training.metric.NumberSum;
import org.lockstep.training.metric.Scorecard;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Compares every metric of both registries with its textbook definition, which loops over the
 * examples: with weights, equal scores, classes that do not occur, and a constant target.
 */
class EveryMetricTest {
  private static final double CLOSE = 1e-9;

  /** The class that the metrics of one class are of. */
  private static final int POSITIVE = 0;

  /** What was taken from the targets, so that none is near 0 or below. */
  private static final double OFFSET = 100;

  private static double plain(ValidationMetric metric, PlainExamples x) {
    return switch (metric) {
      case LOSS -> x.loss() / x.sum(j -> 1);
      case ACCURACY -> x.mean(j -> x.is(j, x.answer(j)) ? 1 : 0);
      case RMSE -> Math.sqrt(x.meanOverTargets(i -> x.mean(j -> x.error(j, i) * x.error(j, i))));
      case R2 ->
          x.meanOverTargets(
              i -> {
                double spread = x.variance(j -> x.target(j, i));
                return spread == 0
                    ? Double.NaN
                    : 1 - x.mean(j -> x.error(j, i) * x.error(j, i)) / spread;
              });
      case LOG_LOSS ->
          x.mean(
              j -> {
                double total = IntStream.range(0, x.n()).mapToDouble(k -> inside(x, j, k)).sum();
                return IntStream.range(0, x.n())
                    .filter(k -> x.is(j, k))
                    .mapToDouble(k -> -Math.log(inside(x, j, k) / total))
                    .sum();
              });
      case BRIER ->
          x.mean(
              j ->
                  IntStream.range(x.n() == 2 ? 1 : 0, x.n())
                      .mapToDouble(k -> Math.pow(x.score(j, k) - (x.is(j, k) ? 1 : 0), 2))
                      .sum());
      case BALANCED_ACCURACY ->
          IntStream.range(0, x.n())
              .filter(c -> x.sum(j -> x.is(j, c) ? 1 : 0) > 0)
              .mapToDouble(c -> plain(ClassMetric.RECALL, x, c))
              .average()
              .orElseThrow();
      case F1 -> occurring(x).mapToDouble(c -> plain(ClassMetric.F1, x, c)).average().orElseThrow();
      case F1_WEIGHTED ->
          x.mean(
              j ->
                  IntStream.range(0, x.n())
                      .filter(c -> x.is(j, c))
                      .mapToDouble(c -> plain(ClassMetric.F1, x, c))
                      .sum());
      case F1_POSITIVE -> plain(ClassMetric.F1, x, POSITIVE);
      case PRECISION_POSITIVE -> plain(ClassMetric.PRECISION, x, POSITIVE);
      case RECALL_POSITIVE -> plain(ClassMetric.RECALL, x, POSITIVE);
      case MCC -> x.correlation();
      case ROC_AUC -> plain(ClassMetric.ROC_AUC, x, POSITIVE);
      case PR_AUC -> plain(ClassMetric.PR_AUC, x, POSITIVE);
      case MAE -> x.meanOverTargets(i -> x.mean(j -> Math.abs(x.error(j, i))));
      case MAPE ->
          x.meanOverTargets(
              i -> x.mean(j -> Math.abs(x.error(j, i)) / Math.abs(x.target(j, i) + OFFSET)));
      case RMSLE ->
          Math.sqrt(
              x.meanOverTargets(
                  i ->
                      x.mean(
                          j ->
                              Math.pow(
                                  Math.log(
                                      (1 + x.target(j, i) + OFFSET)
                                          / (1 + x.target(j, i) + OFFSET - x.error(j, i))),
                                  2))));
      case EXPLAINED_VARIANCE ->
          x.meanOverTargets(
              i -> {
                double spread = x.variance(j -> x.target(j, i));
                return spread == 0 ? Double.NaN : 1 - x.variance(j -> x.error(j, i)) / spread;
              });
    };
  }

  private static IntStream occurring(PlainExamples x) {
    return IntStream.range(0, x.n())
        .filter(c -> x.sum(j -> x.is(j, c) || x.answer(j) == c ? 1 : 0) > 0);
  }

  /** The value of class {@code c}, for the metrics that each class has. */
  private static double plain(ClassMetric metric, PlainExamples x, int c) {
    double support = x.sum(j -> x.is(j, c) ? 1 : 0);
    double predicted = x.sum(j -> x.answer(j) == c ? 1 : 0);
    double both = x.sum(j -> x.is(j, c) && x.answer(j) == c ? 1 : 0);
    return switch (metric) {
      case PRECISION -> predicted == 0 ? 0 : both / predicted;
      case RECALL -> support == 0 ? 0 : both / support;
      case F1 -> both == 0 ? 0 : 2 / (predicted / both + support / both);
      case ROC_AUC -> {
        double above = x.sum(i -> x.is(i, c) ? x.sum(j -> x.is(j, c) ? 0 : beats(x, i, j, c)) : 0);
        yield above / (support * (x.sum(j -> 1) - support));
      }
      case PR_AUC ->
          support == 0
              ? 0
              : x.sum(i -> x.is(i, c) ? precisionFrom(x, x.score(i, c), c) : 0) / support;
    };
  }

  private static double inside(PlainExamples x, int j, int c) {
    return Math.max(Math.ulp(1.0), Math.min(1 - Math.ulp(1.0), x.score(j, c)));
  }

  private static double beats(PlainExamples x, int i, int j, int c) {
    return x.score(i, c) == x.score(j, c) ? 0.5 : x.score(i, c) > x.score(j, c) ? 1 : 0;
  }

  private static double precisionFrom(PlainExamples x, double least, int c) {
    return x.sum(j -> x.score(j, c) >= least && x.is(j, c) ? 1 : 0)
        / x.sum(j -> x.score(j, c) >= least ? 1 : 0);
  }

  /** Scores are one of nine numbers, so that many are equal. */
  private static PlainExamples classes(int n, int occurring, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int m = 60;
    float[] y = new float[m * n];
    float[] a = new float[m * n];
    float[] w = new float[m];
    for (int j = 0; j < m; j++) {
      y[j * n + random.nextInt(occurring)] = 1;
      for (int c = 0; c < Math.min(n, occurring + 1); c++) {
        a[j * n + c] = (random.nextInt(6) + 2 * y[j * n + c]) / 8;
      }
      w[j] = (1 + random.nextInt(4)) / 2f;
    }
    return new PlainExamples(n, y, a, w, new double[0]);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 1", "2, 1, 2", "3, 3, 3", "5, 3, 4", "7, 7, 5"})
  void ofClasses(int n, int occurring, long seed) {
    PlainExamples x = classes(n, occurring, seed);
    ClassSum sum = new ClassSum(n);
    x.batches().forEach(sum::add);
    ClassMetrics metrics = new ClassMetrics(sum, OptionalInt.of(POSITIVE));
    metrics.put(0, scores(x, 0, 1));
    metrics.put(1, scores(x, 1, n));
    Scorecard card = metrics.scorecard();
    Scorecard.Classes classes = card.classes().orElseThrow();
    List<String> labels = IntStream.range(0, n).mapToObj(String::valueOf).toList();

    equal(x, card.metrics());
    equal(
        x,
        validated(
            x,
            new TargetEncoding.Classes("label", "string", List.copyOf(labels))
                .withPositive(labels.get(POSITIVE))));
    for (ClassMetric metric : classes.byClass().keySet()) {
      for (int c = 0; c < n; c++) {
        equal(metric.settingsName() + " of " + c, classes.of(metric, c), plain(metric, x, c));
      }
    }
    classes
        .macro()
        .forEach(
            (metric, mean) ->
                equal(
                    "macro " + metric,
                    mean,
                    occurring(x).mapToDouble(c -> plain(metric, x, c)).average().orElseThrow()));
    classes
        .weighted()
        .forEach(
            (metric, mean) ->
                equal(
                    "weighted " + metric,
                    mean,
                    x.mean(
                        j ->
                            IntStream.range(0, n)
                                .filter(c -> x.is(j, c))
                                .mapToDouble(c -> plain(metric, x, c))
                                .sum())));
  }

  private static ClassScores scores(PlainExamples x, int from, int to) {
    return x.batches().stream()
        .map(
            batch -> {
              ClassScores.Collector collector = new ClassScores.Collector(from, to, batch.m());
              collector.add(batch);
              return collector.distributions();
            })
        .reduce(ClassScores::add)
        .orElseThrow();
  }

  private static PlainExamples numbers(boolean constant) {
    SplittableRandom random = new SplittableRandom(6);
    int n = 3;
    int m = 50;
    float[] y = new float[m * n];
    float[] a = new float[m * n];
    float[] w = new float[m];
    for (int j = 0; j < m; j++) {
      for (int i = 0; i < n; i++) {
        y[j * n + i] = constant && i == 1 ? 0.75f : (float) random.nextDouble(-2, 2);
        a[j * n + i] = y[j * n + i] + (float) random.nextDouble(-0.5, 0.75);
      }
      w[j] = (1 + random.nextInt(4)) / 2f;
    }
    return new PlainExamples(n, y, a, w, new double[] {2, 0.5, 10});
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofNumbers(boolean constant) {
    PlainExamples x = numbers(constant);
    List<Double> unit = Arrays.stream(x.unit()).boxed().toList();
    List<String> columns = Collections.nCopies(x.n(), "y");
    LinearScale scale = new LinearScale(Collections.nCopies(x.n(), OFFSET), unit);
    NumberSum sum = new NumberSum(scale);
    x.batches().forEach(sum::add);
    Scorecard card = sum.scorecard();

    assertThat(card.classes()).isEmpty();
    equal(x, card.metrics());
    equal(x, validated(x, new TargetEncoding.Numbers(columns, scale)));
  }

  private static Metrics validated(PlainExamples x, TargetEncoding target) {
    WantedMetrics all = new WantedMetrics(Set.copyOf(ValidationMetric.of(target.task())), target);
    return x.batches().stream()
        .map(
            batch -> {
              DetailSum.Collector details = DetailSum.collector(all, batch.m());
              details.add(batch);
              return MetricSum.of(target.task() == Task.CLASSIFICATION, batch).with(details.sum());
            })
        .reduce(MetricSum::add)
        .orElseThrow()
        .metrics(all);
  }

  private static void equal(PlainExamples x, Metrics metrics) {
    assertThat(metrics.examples()).isEqualTo(x.m());
    assertThat(metrics.values().keySet())
        .containsExactlyElementsOf(ValidationMetric.of(metrics.task()));
    metrics
        .values()
        .forEach((metric, value) -> equal(metric.settingsName(), value, plain(metric, x)));
  }

  private static void equal(String metric, double actual, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(actual).as(metric).isNaN();
    } else {
      assertThat(actual).as(metric).isCloseTo(expected, within(CLOSE));
    }
  }

  @Test
  void noneIsLeftOut() {
    Scorecard ofClasses = new ClassMetrics(new ClassSum(3), OptionalInt.of(POSITIVE)).scorecard();
    Scorecard ofNumbers = new NumberSum(new LinearScale(List.of(0.0), List.of(1.0))).scorecard();

    Set<ValidationMetric> overall = EnumSet.copyOf(ofClasses.metrics().values().keySet());
    overall.addAll(ofNumbers.metrics().values().keySet());

    assertThat(overall).containsExactly(ValidationMetric.values());
    assertThat(ofClasses.classes().orElseThrow().byClass().keySet())
        .containsExactly(ClassMetric.values());
  }

  @Test
  void namesAreWordsOfSettings() {
    assertThat(
            Stream.concat(
                Stream.of(ValidationMetric.values()).map(ValidationMetric::settingsName),
                Stream.of(ClassMetric.values()).map(ClassMetric::settingsName)))
        .allMatch(name -> name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"));
  }

  @Test
  void ofMoreThanTwoClassesTheAreasAreMeansIfNoneIsPositive() {
    PlainExamples x = classes(5, 3, 4);
    ClassSum sum = new ClassSum(5);
    x.batches().forEach(sum::add);
    ClassMetrics metrics = new ClassMetrics(sum, OptionalInt.empty());
    metrics.put(0, scores(x, 0, 5));

    Metrics overall = metrics.scorecard().metrics();

    assertThat(overall.values())
        .doesNotContainKeys(
            ValidationMetric.F1_POSITIVE,
            ValidationMetric.PRECISION_POSITIVE,
            ValidationMetric.RECALL_POSITIVE);
    equal("roc-auc", overall.value(ValidationMetric.ROC_AUC), mean(ClassMetric.ROC_AUC, x));
    equal("pr-auc", overall.value(ValidationMetric.PR_AUC), mean(ClassMetric.PR_AUC, x));
  }

  private static double mean(ClassMetric metric, PlainExamples x) {
    return IntStream.range(0, x.n())
        .mapToDouble(c -> plain(metric, x, c))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElseThrow();
  }
}
