package org.lockstep.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.model.Model;
import org.lockstep.support.ExplainedModels;
import org.lockstep.support.SharedSpark;

/** Partial dependence, compared with scikit-learn's numbers in {@code explanation.json}. */
@Tag("spark")
class PartialDependenceTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Dataset<Row> ROWS = ExplainedModels.table(SPARK);

  private static Dependence of(Model model, Dataset<Row> rows, int points, String... columns) {
    return PartialDependence.of(SPARK, model, new DatasetTable(rows), List.of(columns), points);
  }

  /** The network computes in single precision, scikit-learn's in double. */
  @ParameterizedTest
  @CsvSource({"classifier, 1e-6", "regressor, 1e-5"})
  void itIsThatOfScikitLearn(String name, double close) {
    Model model =
        name.equals("classifier") ? ExplainedModels.classifier() : ExplainedModels.regressor();

    Dependence found = of(model, ROWS, 20, "age", "dose", "site");

    assertThat(found.rows()).isEqualTo(120);
    for (Dependence.OfColumn column : found.columns()) {
      JsonNode expected = ExplainedModels.found(name).get("dependence").get(column.column());
      assertThat(column.points()).hasSize(expected.get("values").size());
      for (int p = 0; p < column.points().size(); p++) {
        Dependence.Point point = column.points().get(p);
        int at = p;
        if (column.areNumbers()) {
          assertThat(point.value()).isEqualTo(expected.get("values").get(p).asDouble());
        } else {
          at = List.of("north", "south", "west").indexOf(String.valueOf(point.value()));
        }
        for (int o = 0; o < found.outputs().size(); o++) {
          assertThat(point.predictions().get(o))
              .as("%s of %s", column.column(), point.value())
              .isCloseTo(expected.get("averages").get(o).get(at).asDouble(), within(close));
        }
      }
    }
  }

  @Test
  void itIsTheSameForEveryPartitioning() {
    Dependence one = of(ExplainedModels.classifier(), ROWS, 4, "noise", "site");

    assertThat(
            of(
                ExplainedModels.classifier(),
                ROWS.repartition(5, functions.rand(2)),
                4,
                "noise",
                "site"))
        .isEqualTo(one);
    assertThat(one.outputs()).containsExactly("high", "low", "mid");
    assertThat(one.means().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-6));
  }

  @Test
  void manyNumbersAreSeenAtTheirQuantiles() {
    Dependence.OfColumn noise = of(ExplainedModels.regressor(), ROWS, 3, "noise").columns().get(0);

    double[] sorted =
        ROWS.sort("noise").collectAsList().stream().mapToDouble(r -> r.getDouble(3)).toArray();
    double rank = 0.05 * (sorted.length - 1);
    double low =
        sorted[(int) rank] + (rank - (int) rank) * (sorted[(int) rank + 1] - sorted[(int) rank]);
    assertThat(noise.points()).hasSize(3);
    assertThat((Double) noise.points().get(0).value()).isCloseTo(low, within(1e-12));
    assertThat((Double) noise.points().get(1).value())
        .isCloseTo((sorted[59] + sorted[60]) / 2, within(1e-12));
  }

  @Test
  void aColumnThatHasNoGridIsRefusedByName() {
    assertThatThrownBy(() -> of(ExplainedModels.regressor(), ROWS, 3, "sites"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("sites is no feature of the model")
        .hasMessageContaining("choose columns of numbers or words: [age, dose, site, noise]");
    assertThatThrownBy(() -> of(ExplainedModels.regressor(), ROWS.limit(0), 3, "age"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no rows");
  }
}
