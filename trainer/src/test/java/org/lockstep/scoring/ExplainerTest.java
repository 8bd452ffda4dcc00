package org.lockstep.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputStage;
import org.lockstep.network.input.SparseInputs;
import org.lockstep.support.ExplainedModels;

/**
 * Shapley values by sampling, compared with those by the definition in {@code explanation.json}.
 */
class ExplainerTest {
  private static Model model(String name) {
    return name.equals("classifier") ? ExplainedModels.classifier() : ExplainedModels.regressor();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "regressor"})
  void theAttributionsAddUpToThePredictionLessThatOfTheBaseline(String name) {
    Scorer scorer = new Scorer(model(name));
    Explainer explainer =
        Explainer.of(model(name), ExplainedModels.baseline(), Explainer.Orders.of(3));
    for (Map<String, Object> row : ExplainedModels.explained()) {
      Attributions of = explainer.explain(row).orElseThrow();

      for (int o = 0; o < of.outputs().size(); o++) {
        int output = o;
        double sum = of.columns().stream().mapToDouble(c -> c.values().get(output)).sum();
        double difference = of.prediction().get(o) - of.baseline().get(o);
        assertThat(sum).isCloseTo(difference, within(1e-12));
      }
      RowPrediction prediction = scorer.score(row).orElseThrow();
      if (prediction instanceof RowPrediction.Values values) {
        assertThat(of.prediction()).isEqualTo(values.values());
      } else if (prediction instanceof RowPrediction.Label label) {
        assertThat(of.prediction())
            .isEqualTo(label.probabilities().stream().map(Float::doubleValue).toList());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "regressor"})
  void theyAreThoseOfAllCoalitionsWithinTheirErrors(String name) {
    Explainer explainer =
        Explainer.of(model(name), ExplainedModels.baseline(), new Explainer.Orders(200, 1));
    List<Map<String, Object>> rows = ExplainedModels.explained();
    for (int r = 0; r < rows.size(); r++) {
      Attributions of = explainer.explain(rows.get(r)).orElseThrow();

      JsonNode expected = ExplainedModels.found(name).get("shapley").get(r);
      for (int c = 0; c < of.columns().size(); c++) {
        for (int o = 0; o < of.outputs().size(); o++) {
          double error = of.columns().get(c).errors().get(o);
          assertThat(of.columns().get(c).values().get(o))
              .as("%s of row %d", of.columns().get(c).column(), r)
              .isCloseTo(expected.get(c).get(o).asDouble(), within(4 * error + 1e-6));
          assertThat(error).isLessThan(name.equals("classifier") ? 0.01 : 0.2);
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherOnesOthers() {
    Map<String, Object> row = ExplainedModels.explained().get(0);
    Attributions one =
        Explainer.of(model("regressor"), ExplainedModels.baseline(), Explainer.Orders.of(1))
            .explain(row)
            .orElseThrow();

    assertThat(
            Explainer.of(model("regressor"), ExplainedModels.baseline(), Explainer.Orders.of(1))
                .explain(row))
        .contains(one);
    assertThat(
            Explainer.of(model("regressor"), ExplainedModels.baseline(), Explainer.Orders.of(2))
                .explain(row)
                .orElseThrow()
                .columns())
        .isNotEqualTo(one.columns());
  }

  /** {@code y = x_0 + ... + x_(n - 1) + (x_n is missing)}, more columns than one batch of rows. */
  @Test
  void eachColumnOfALinearModelHasItsTermAMissingValueToo() {
    int columns = 2 * ModelOutputs.ROWS + 1;
    int inputs = columns + 1;
    Encoding encoding =
        new Encoding(
            IntStream.range(0, columns)
                .<org.lockstep.encoding.FeatureColumn>mapToObj(
                    c ->
                        c < columns - 1
                            ? NumberColumn.whole("x" + c, "double", 1)
                            : new NumberColumn(
                                "x" + c, "double", 1, Missing.INDICATOR, List.of(0.0)))
                .toList(),
            new LinearScale(
                java.util.Collections.nCopies(inputs, 0.0),
                java.util.Collections.nCopies(inputs, 1.0)),
            new TargetEncoding.Numbers(List.of("y"), new LinearScale(List.of(0.0), List.of(1.0))));
    float[] theta = new float[inputs + 1];
    java.util.Arrays.fill(theta, 0, inputs, 1f);
    Model linear =
        new Model(
            new Topology(List.of(inputs, 1), List.of(Activation.IDENTITY), new Loss.SquaredError()),
            encoding,
            theta,
            new Provenance(Map.of(), Map.of(), Map.of(), "", ""));
    Map<String, Object> row = new HashMap<>();
    Map<String, Object> baseline = new HashMap<>();
    for (int c = 0; c < columns; c++) {
      row.put("x" + c, c % 8);
      baseline.put("x" + c, 1);
    }
    row.put("x" + (columns - 1), null); // 0 and an indicator of 1, as much as the baseline's 1
    row.put("x0", 5);

    Attributions of =
        Explainer.of(linear, List.of(baseline), Explainer.Orders.of(1)).explain(row).orElseThrow();

    for (int c = 0; c < columns; c++) {
      double expected = c == 0 ? 4 : c == columns - 1 ? 0 : c % 8 - 1;
      assertThat(of.columns().get(c).values()).as("x%d", c).containsExactly(expected);
      assertThat(of.columns().get(c).errors()).containsExactly(0.0);
    }
    assertThat(of.prediction().get(0) - of.baseline().get(0))
        .isEqualTo(of.columns().stream().mapToDouble(c -> c.values().get(0)).sum());
  }

  /** Inputs: age, and whether tags and text lack; then 4 numbers of tags and 50 of text. */
  private static Model ofSparseVectors(Activation hidden) {
    Encoding encoding =
        new Encoding(
            List.of(
                new SparseColumn("tags", "vector", 4, Missing.INDICATOR, 1, 1),
                NumberColumn.whole("age", "double", 1),
                new SparseColumn("text", "vector", 50, Missing.INDICATOR, 2, 3)),
            new LinearScale(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)),
            new TargetEncoding.Numbers(List.of("y"), new LinearScale(List.of(0.0), List.of(1.0))));
    Topology topology =
        new Topology(
            List.of(3, 2, 1),
            List.of(hidden, Activation.IDENTITY),
            new Loss.SquaredError(),
            0,
            false,
            false,
            new InputStage(List.of(), false, new SparseInputs(54, 4)));
    float[] theta = new float[topology.parameterCount()];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (i * 7 % 11 - 5) * (hidden == Activation.IDENTITY ? 1 : 0.125f);
    }
    return new Model(
        topology, encoding, theta, new Provenance(Map.of(), Map.of(), Map.of(), "", ""));
  }

  private static Map<String, Object> texts(
      double age, Map<Integer, Integer> tags, @Nullable Map<Integer, Integer> text) {
    Map<String, Object> row = new HashMap<>();
    row.put("age", age);
    row.put("tags", tags);
    row.put("text", text);
    return row;
  }

  @Test
  void aSparseVectorIsOneColumnWithAllItsNumbers() {
    Map<String, Object> baseline = texts(3, Map.of(0, 1, 2, 1), Map.of(7, 2, 12, 6, 49, 4));
    List<Map<String, Object>> rows =
        List.of(
            texts(5, Map.of(1, 1), Map.of(0, 2, 12, 8)),
            texts(3, Map.of(), null),
            texts(-2, Map.of(0, 1, 1, 1, 2, 1, 3, 1), Map.of()));
    Scorer linear = new Scorer(ofSparseVectors(Activation.IDENTITY));
    Explainer explainer =
        Explainer.of(
            ofSparseVectors(Activation.IDENTITY), List.of(baseline), Explainer.Orders.of(1));

    for (Map<String, Object> row : rows) {
      Attributions of = explainer.explain(row).orElseThrow();

      for (Attributions.OfColumn column : of.columns()) {
        Map<String, Object> changed = new HashMap<>(baseline);
        changed.put(column.column(), row.get(column.column()));
        assertThat(column.values())
            .containsExactly(predicted(linear, changed) - predicted(linear, baseline));
        assertThat(column.errors()).containsExactly(0.0);
      }
      assertThat(of.prediction()).containsExactly(predicted(linear, row));
    }
  }

  /** By the definition, over all orders of the three columns. */
  @Test
  void theAttributionsOfSparseVectorsAreThoseOfAllOrdersWithinTheirErrors() {
    Model model = ofSparseVectors(Activation.TANH);
    Scorer scorer = new Scorer(model);
    Map<String, Object> baseline = texts(3, Map.of(0, 1, 2, 1), Map.of(7, 2, 12, 6, 49, 4));
    Map<String, Object> row = texts(5, Map.of(1, 1), Map.of(0, 2, 12, 8));
    List<String> columns = List.of("tags", "age", "text");
    double[] expected = new double[3];
    for (int[] order :
        new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
      Map<String, Object> changed = new HashMap<>(baseline);
      for (int c : order) {
        double before = predicted(scorer, changed);
        changed.put(columns.get(c), row.get(columns.get(c)));
        expected[c] += (predicted(scorer, changed) - before) / 6;
      }
    }

    Attributions of =
        Explainer.of(model, List.of(baseline), new Explainer.Orders(400, 1))
            .explain(row)
            .orElseThrow();

    for (int c = 0; c < 3; c++) {
      Attributions.OfColumn column = of.columns().get(c);
      assertThat(column.column()).isEqualTo(columns.get(c));
      assertThat(column.values().get(0))
          .isCloseTo(expected[c], within(4 * column.errors().get(0) + 1e-9));
      assertThat(column.errors().get(0)).isLessThan(0.02);
    }
    assertThat(of.columns().stream().mapToDouble(c -> c.values().get(0)).sum())
        .isCloseTo(predicted(scorer, row) - predicted(scorer, baseline), within(1e-12));
  }

  private static double predicted(Scorer scorer, Map<String, Object> row) {
    return scorer.score(row).orElseThrow() instanceof RowPrediction.Values values
        ? values.values().get(0)
        : Double.NaN;
  }
}
