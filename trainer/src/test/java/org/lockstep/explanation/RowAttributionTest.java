package org.lockstep.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.model.Model;
import org.lockstep.scoring.Attributions;
import org.lockstep.scoring.Explainer;
import org.lockstep.support.ExplainedModels;
import org.lockstep.support.SharedSpark;

/** Attributions whose baseline is drawn from a table. */
@Tag("spark")
class RowAttributionTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Explainer.Orders ORDERS = Explainer.Orders.of(1);
  private static final Dataset<Row> ROWS = ExplainedModels.table(SPARK);

  private static Attributions first(Dataset<Row> table, int rows) {
    return RowAttribution.explainer(
            SPARK, ExplainedModels.classifier(), new DatasetTable(table), rows, ORDERS)
        .explain(ExplainedModels.explained().get(0))
        .orElseThrow();
  }

  @Test
  void theBaselineIsDrawnAlikeForEveryPartitioning() {
    Attributions one = first(ROWS, 20);

    assertThat(first(ROWS.repartition(4, functions.rand(5)), 20)).isEqualTo(one);
    // each row twice is the same table
    assertThat(first(ROWS.union(ROWS), 20).baseline()).isEqualTo(one.baseline());
  }

  @Test
  void aBaselineOfAllRowsHasTheMeanPredictionOfTheTable() {
    List<Double> means =
        PartialDependence.of(
                SPARK, ExplainedModels.classifier(), new DatasetTable(ROWS), List.of(), 2)
            .means();

    Attributions all = first(ROWS, 1000);

    for (int o = 0; o < means.size(); o++) {
      assertThat(all.baseline().get(o)).isCloseTo(means.get(o), within(1e-12));
    }
  }

  @Test
  void aFunctionOfADataFrameGivesTheNumbersOfTheExplainer() {
    Model model = ExplainedModels.regressor();
    DatasetTable table = new DatasetTable(ROWS);
    Explainer explainer = RowAttribution.explainer(SPARK, model, table, 10, ORDERS);

    Row row =
        ROWS.limit(1)
            .select(
                RowAttribution.function(SPARK, model, table, 10, ORDERS)
                    .apply(functions.struct("site", "age", "noise", "dose", "y"))
                    .as("of"))
            .select("of.*")
            .first();

    Row given = ROWS.first();
    Attributions expected =
        explainer
            .explain(
                java.util.Map.of(
                    "age", given.getInt(0),
                    "dose", given.getDouble(1),
                    "site", given.getString(2),
                    "noise", given.getDouble(3)))
            .orElseThrow();
    assertThat(row.getList(0)).isEqualTo(expected.prediction());
    assertThat(row.getList(1)).isEqualTo(expected.baseline());
    for (Attributions.OfColumn column : expected.columns()) {
      assertThat(
              row.<String, scala.collection.Seq<Double>>getJavaMap(2).get(column.column()).apply(0))
          .isEqualTo(column.values().get(0));
    }
  }
}
