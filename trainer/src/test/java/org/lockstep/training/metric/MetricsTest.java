package org.lockstep.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ReliabilityBin;
import org.lockstep.metric.ScoreCurve;
import org.lockstep.metric.ThresholdRule;
import org.lockstep.metric.ValidationMetric;

/** Compares every metric with scikit-learn's values, which {@code make-metrics.py} wrote. */
class MetricsTest {
  private static final double CLOSE = 1e-9;
  private static final int[] PARTS = {1, 2, 3, 7};

  static Stream<JsonNode> classes() {
    return cases("classes");
  }

  static Stream<JsonNode> numbers() {
    return cases("numbers");
  }

  private static Stream<JsonNode> cases(String kind) {
    try (InputStream in =
        Objects.requireNonNull(MetricsTest.class.getResourceAsStream("/metrics/metrics.json"))) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get(kind).forEach(cases::add);
      assertThat(cases).hasSizeGreaterThan(3);
      return cases.stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource
  void classes(JsonNode given) {
    int n = given.get("n").asInt();
    float[] scores = floats(given.get("scores"));
    float[] targets = new float[scores.length];
    for (int j = 0; j < given.get("y").size(); j++) {
      targets[j * n + given.get("y").get(j).asInt()] = 1;
    }
    for (int parts : PARTS) {
      Scorecard card = classes(batches(given, targets, scores, parts), n);

      JsonNode expected = given.get("expected");
      Scorecard.Classes actual = card.classes().orElseThrow();
      equal(card.metrics().value(ValidationMetric.ACCURACY), expected, "accuracy");
      equal(card.metrics().value(ValidationMetric.LOG_LOSS), expected, "logLoss");
      equal(card.metrics().value(ValidationMetric.BALANCED_ACCURACY), expected, "balancedAccuracy");
      equal(card.metrics().value(ValidationMetric.MCC), expected, "mcc");
      equal(card.metrics().value(ValidationMetric.F1), expected.get("macro").get(2));
      equal(card.metrics().value(ValidationMetric.F1_WEIGHTED), expected.get("weighted").get(2));
      equal(card.metrics().value(ValidationMetric.BRIER), expected, "brier");
      equal(card.metrics().value(ValidationMetric.ROC_AUC), expected, "meanRocAuc");
      equal(card.metrics().value(ValidationMetric.PR_AUC), expected, "meanPrAuc");
      equal(each(actual, ClassMetric.ROC_AUC), expected.get("rocAuc"), "rocAuc");
      equal(each(actual, ClassMetric.PR_AUC), expected.get("prAuc"), "prAuc");
      equal(each(actual, ClassMetric.PRECISION), expected.get("precision"), "precision");
      equal(each(actual, ClassMetric.RECALL), expected.get("recall"), "recall");
      equal(each(actual, ClassMetric.F1), expected.get("f1"), "f1");
      if (n == 2) {
        equal(
            card.metrics().value(ValidationMetric.PRECISION_POSITIVE),
            expected.get("precision").get(1));
        equal(
            card.metrics().value(ValidationMetric.RECALL_POSITIVE), expected.get("recall").get(1));
      }
      equal(actual.support(), expected.get("support"), "support");
      equal(means(actual.macro()), expected.get("macro"), "macro");
      equal(means(actual.weighted()), expected.get("weighted"), "weighted");
      assertThat(actual.topK()).hasSize(expected.get("topK").size());
      actual.topK().forEach((k, share) -> equal(share, expected.get("topK"), k.toString()));
      assertThat(actual.confusion()).hasSize(n);
      for (int label = 0; label < n; label++) {
        equal(actual.confusion().get(label), expected.get("confusion").get(label), "confusion");
      }
      equal(card.metrics().value(ValidationMetric.CALIBRATION_ERROR), expected, "calibrationError");
      reliability(card.curves().reliability(), expected.get("reliability"));
      if (n == 2) {
        thresholds(batches(given, targets, scores, parts), expected.get("curve").get("best"));
      }
      if (n == 2 && given.get("weights").isNull()) {
        curve(card.curves().scores().get(0), expected.get("curve"));
      }
    }
  }

  private static void reliability(List<ReliabilityBin> actual, JsonNode expected) {
    assertThat(actual).hasSize(expected.size());
    for (int b = 0; b < actual.size(); b++) {
      ReliabilityBin bin = actual.get(b);
      equal(
          List.of(bin.weight(), bin.probability(), bin.occurred()), expected.get(b), "reliability");
    }
  }

  private static void curve(ScoreCurve actual, JsonNode expected) {
    assertThat(actual.label()).isEqualTo("1");
    List<ScoreCurve.Point> points = actual.points();
    equal(
        points.stream().map(p -> (double) p.threshold()).toList(),
        expected.get("thresholds"),
        "thresholds");
    equal(points.stream().map(actual::recall).toList(), expected.get("truePositiveRate"), "tpr");
    equal(points.stream().map(actual::fallout).toList(), expected.get("falsePositiveRate"), "fpr");
    equal(
        points.stream().map(ScoreCurve.Point::precision).toList(),
        expected.get("precision"),
        "precision");
  }

  private static void thresholds(List<EvaluatedBatch> batches, JsonNode best) {
    ClassScores scores = scores(batches, 1);
    Map<String, ThresholdRule> rules =
        Map.of(
            "f1",
            new ThresholdRule.F1(),
            "balanced",
            new ThresholdRule.Balanced(),
            "recall",
            new ThresholdRule.Recall(0.8));
    rules.forEach((name, rule) -> equal(scores.threshold(rule), best, name));
  }

  private static TargetEncoding.Classes target(int n) {
    List<Object> labels = new ArrayList<>();
    IntStream.range(0, n).forEach(c -> labels.add((long) c));
    return new TargetEncoding.Classes("y", "bigint", labels);
  }

  private static Scorecard classes(List<EvaluatedBatch> batches, int n) {
    ClassSum sum =
        total(
            batches,
            batch -> {
              ClassSum part = new ClassSum(n, target(n).decision());
              part.add(batch);
              return part;
            },
            ClassSum::add);
    ClassMetrics metrics = new ClassMetrics(sum, target(n));
    for (int c = 0; c < n; c++) { // a pass for each class, as for many examples
      metrics.put(c, scores(batches, c));
    }
    return metrics.scorecard();
  }

  private static ClassScores scores(List<EvaluatedBatch> batches, int c) {
    return total(
        batches,
        batch -> {
          ClassScores.Collector collector = new ClassScores.Collector(c, c + 1, batch.m());
          collector.add(batch);
          return collector.distributions();
        },
        ClassScores::add);
  }

  @ParameterizedTest
  @MethodSource
  void numbers(JsonNode given) {
    int n = given.get("n").asInt();
    for (int parts : PARTS) {
      NumberSum sum =
          total(
              batches(given, floats(given.get("y")), floats(given.get("answers")), parts),
              batch -> {
                NumberSum part = new NumberSum(units(n));
                part.add(batch);
                return part;
              },
              NumberSum::add);

      Scorecard actual = sum.scorecard();

      JsonNode expected = given.get("expected");
      equal(actual.metrics().value(ValidationMetric.RMSE), expected, "rmse");
      equal(actual.metrics().value(ValidationMetric.MAE), expected, "mae");
      // an error of a target of 0 is divided by 2⁻⁵²
      assertThat(actual.metrics().value(ValidationMetric.MAPE))
          .isCloseTo(expected.get("mape").asDouble(), withinPercentage(1e-9));
      if (expected.get("rmsle").isNull()) {
        assertThat(actual.metrics().value(ValidationMetric.RMSLE)).isNaN();
      } else {
        equal(actual.metrics().value(ValidationMetric.RMSLE), expected, "rmsle");
      }
      equal(actual.metrics().value(ValidationMetric.R2), expected, "r2");
      equal(
          actual.metrics().value(ValidationMetric.EXPLAINED_VARIANCE),
          expected,
          "explainedVariance");
    }
  }

  private static LinearScale units(int n) {
    return new LinearScale(Collections.nCopies(n, 0.0), Collections.nCopies(n, 1.0));
  }

  private static <T> T total(
      List<EvaluatedBatch> batches, Function<EvaluatedBatch, T> sum, BinaryOperator<T> addition) {
    return batches.stream().map(sum).reduce(addition).orElseThrow();
  }

  /** The examples dealt to the batches in turn. */
  private static List<EvaluatedBatch> batches(JsonNode given, float[] y, float[] a, int parts) {
    int n = given.get("n").asInt();
    int examples = a.length / n;
    float[] weights = new float[examples];
    Arrays.fill(weights, 1f);
    if (!given.get("weights").isNull()) {
      weights = floats(given.get("weights"));
    }
    List<EvaluatedBatch> batches = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      float[] partY = new float[a.length];
      float[] partA = new float[a.length];
      float[] partW = new float[examples];
      int m = 0;
      for (int j = part; j < examples; j += parts, m++) {
        System.arraycopy(y, j * n, partY, m * n, n);
        System.arraycopy(a, j * n, partA, m * n, n);
        partW[m] = weights[j];
      }
      batches.add(new EvaluatedBatch(0, partY, partA, partW, n, m));
    }
    return batches;
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).asDouble();
    }
    return floats;
  }

  private static List<Double> each(Scorecard.Classes classes, ClassMetric metric) {
    return Objects.requireNonNull(classes.byClass().get(metric));
  }

  /** Those that scikit-learn's {@code precision_recall_fscore_support} has, in its order. */
  private static List<Double> means(Map<ClassMetric, Double> means) {
    return Stream.of(ClassMetric.PRECISION, ClassMetric.RECALL, ClassMetric.F1)
        .map(metric -> Objects.requireNonNull(means.get(metric)))
        .toList();
  }

  private static void equal(double actual, JsonNode expected, String metric) {
    assertThat(actual).as(metric).isCloseTo(expected.get(metric).asDouble(), within(CLOSE));
  }

  private static void equal(double actual, JsonNode expected) {
    assertThat(actual).isCloseTo(expected.asDouble(), within(CLOSE));
  }

  private static void equal(List<Double> actual, JsonNode expected, String metric) {
    List<Double> numbers =
        StreamSupport.stream(expected.spliterator(), false)
            .map(value -> value.isNull() ? Double.NaN : value.asDouble())
            .toList();
    assertThat(actual).as(metric).hasSameSizeAs(numbers);
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i).isNaN()) {
        assertThat(actual.get(i)).as("%s[%d]", metric, i).isNaN();
      } else {
        assertThat(actual.get(i)).as("%s[%d]", metric, i).isCloseTo(numbers.get(i), within(CLOSE));
      }
    }
  }
}
