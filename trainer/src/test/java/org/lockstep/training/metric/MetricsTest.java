package org.lockstep.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.training.lane.EvaluatedBatch;

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
      Scorecard.Classes actual = classes(batches(given, targets, scores, parts), n);

      JsonNode expected = given.get("expected");
      equal(actual.summary().accuracy(), expected, "accuracy");
      equal(actual.summary().logLoss(), expected, "logLoss");
      equal(actual.summary().brier(), expected, "brier");
      equal(actual.rocAuc().mean(), expected, "meanRocAuc");
      equal(actual.prAuc().mean(), expected, "meanPrAuc");
      equal(actual.rocAuc().byClass(), expected.get("rocAuc"), "rocAuc");
      equal(actual.prAuc().byClass(), expected.get("prAuc"), "prAuc");
      equal(actual.byClass().precision(), expected.get("precision"), "precision");
      equal(actual.byClass().recall(), expected.get("recall"), "recall");
      equal(actual.byClass().f1(), expected.get("f1"), "f1");
      equal(actual.byClass().support(), expected.get("support"), "support");
      equal(list(actual.means().macro()), expected.get("macro"), "macro");
      equal(list(actual.means().weighted()), expected.get("weighted"), "weighted");
      assertThat(actual.summary().topK()).hasSize(expected.get("topK").size());
      actual
          .summary()
          .topK()
          .forEach((k, share) -> equal(share, expected.get("topK"), k.toString()));
      assertThat(actual.confusion()).hasSize(n);
      for (int label = 0; label < n; label++) {
        equal(actual.confusion().get(label), expected.get("confusion").get(label), "confusion");
      }
    }
  }

  private static Scorecard.Classes classes(List<EvaluatedBatch> batches, int n) {
    ClassSum sum =
        total(
            batches,
            batch -> {
              ClassSum part = new ClassSum(n);
              part.add(batch);
              return part;
            },
            ClassSum::add);
    double[] rocAuc = new double[n];
    double[] prAuc = new double[n];
    for (int c = 0; c < n; c++) { // a pass for each class, as for many examples
      int from = c;
      ClassScores scores =
          total(
              batches,
              batch -> {
                ClassScores.Collector collector =
                    new ClassScores.Collector(from, from + 1, batch.m());
                collector.add(batch);
                return collector.distributions();
              },
              ClassScores::add);
      rocAuc[c] = scores.rocAuc()[0];
      prAuc[c] = scores.averagePrecision()[0];
    }
    return ClassMetrics.of(sum, rocAuc, prAuc);
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
                NumberSum part = new NumberSum(n);
                part.add(batch);
                return part;
              },
              NumberSum::add);

      Scorecard.Numbers actual = sum.scorecard(Collections.nCopies(n, 1.0));

      JsonNode expected = given.get("expected");
      equal(actual.rmse(), expected, "rmse");
      equal(actual.mae(), expected, "mae");
      equal(actual.r2(), expected, "r2");
      equal(actual.explainedVariance(), expected, "explainedVariance");
    }
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

  private static List<Double> list(Scorecard.Mean mean) {
    return List.of(mean.precision(), mean.recall(), mean.f1());
  }

  private static void equal(double actual, JsonNode expected, String metric) {
    assertThat(actual).as(metric).isCloseTo(expected.get(metric).asDouble(), within(CLOSE));
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
