package org.lockstep.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
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
}
