package org.lockstep.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;
import org.lockstep.data.table.DatasetTable;
import org.lockstep.data.table.ParquetTable;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Unseen;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Activation;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.support.ExplainedModels;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/** The importance of the columns of a model whose weights are set by hand. */
@Tag("spark")
class PermutationImportanceTest {
  private static final SparkSession SPARK = SharedSpark.session();

  private static final int ROWS = 3000;

  /** {@code y = 2 x + 3}, whatever {@code unused} and {@code word} are. */
  private static final List<Row> TABLE =
      IntStream.range(0, ROWS)
          .mapToObj(
              i ->
                  RowFactory.create(
                      x(i), 1.0 * (i % 7), List.of("a", "b", "c").get(i % 3), 2 * x(i) + 3))
          .toList();

  @TempDir private static Path folder;

  private static double x(int i) {
    return i * 37 % ROWS / 100.0;
  }

  private static String path(int files) {
    return folder.resolve("files-" + files).toString();
  }

  @BeforeAll
  static void writeTables() {
    String one =
        Tables.write(
            folder.resolve("table"), "x double, unused double, word string, y double", TABLE);
    for (int files : new int[] {1, 7}) {
      SPARK.read().parquet(one).repartition(files).write().parquet(path(files));
    }
  }

  /** Each word has an input of its own, and the same weight: their sum is that of any word. */
  private static Model model() {
    Encoding encoding =
        new Encoding(
            List.of(
                NumberColumn.whole("x", "double", 1),
                NumberColumn.whole("unused", "double", 1),
                new OneHotColumn(
                    "word",
                    "string",
                    List.of("a", "b", "c"),
                    Unseen.ERROR,
                    Missing.ERROR,
                    List.of())),
            new LinearScale(Collections.nCopies(5, 0.0), Collections.nCopies(5, 1.0)),
            new TargetEncoding.Numbers(List.of("y"), new LinearScale(List.of(0.0), List.of(1.0))));
    return new Model(
        new Topology(List.of(5, 1), List.of(Activation.IDENTITY), new Loss.SquaredError()),
        encoding,
        new float[] {2, 0, 3, 3, 3, 0},
        new Provenance(Map.of(), Map.of(), Map.of(), "", ""));
  }

  private static Importance importance(int files, ValidationMetric metric, long seed) {
    return PermutationImportance.of(
        SPARK,
        model(),
        ParquetTable.open(SPARK, path(files)),
        new PermutationImportance.Settings(metric, 4, seed),
        Optional.empty(),
        MissingLabel.ERROR);
  }

  @Test
  void aColumnThatIsNotUsedHasNoneAndOneOfSeveralInputsIsPermutedAsAWhole() {
    Importance importance = importance(1, ValidationMetric.RMSE, 1);

    assertThat(importance.examples()).isEqualTo(ROWS);
    assertThat(importance.value()).isLessThan(1e-5);
    assertThat(importance.ranked().get(0).column()).isEqualTo("x");
    for (int column : new int[] {1, 2}) {
      assertThat(importance.columns().get(column).losses()).hasSize(4).containsOnly(0.0);
    }
  }

  @Test
  void theErrorOfAPermutedColumnIsThatOfIndependentDraws() {
    double mean = IntStream.range(0, ROWS).mapToDouble(i -> x(i)).average().orElseThrow();
    double variance =
        IntStream.range(0, ROWS)
            .mapToDouble(i -> (x(i) - mean) * (x(i) - mean))
            .average()
            .orElseThrow();

    Importance.OfColumn x = importance(1, ValidationMetric.RMSE, 1).columns().get(0);

    // y - ŷ = 2 (x - x'), whose mean square is 4 · 2 Var(x)
    assertThat(x.mean()).isCloseTo(Math.sqrt(8 * variance), withinPercentage(3));
    assertThat(x.deviation()).isBetween(1e-6, x.mean() / 20);
  }

  @Test
  void itIsTheSameForEveryPartitioningAndAnotherForAnotherSeed() {
    Importance one = importance(1, ValidationMetric.LOSS, 1);

    assertThat(importance(7, ValidationMetric.LOSS, 1)).isEqualTo(one);
    assertThat(importance(1, ValidationMetric.LOSS, 2).columns().get(0).losses())
        .doesNotContainAnyElementsOf(one.columns().get(0).losses());
  }

  /**
   * Of 400 permutations by scikit-learn and 50 others, so that the means differ by their errors.
   */
  @ParameterizedTest
  @CsvSource({
    "classifier, class, accuracy",
    "classifier, class, log-loss",
    "regressor, y, rmse",
    "regressor, y, mae"
  })
  void itIsThatOfScikitLearnWithinTheSpreadOfTheMeans(String name, String label, String metric) {
    int repeats = 50;
    Importance found =
        PermutationImportance.of(
            SPARK,
            name.equals("classifier") ? ExplainedModels.classifier() : ExplainedModels.regressor(),
            new DatasetTable(
                ExplainedModels.table(SPARK).select("age", "dose", "site", "noise", label)),
            new PermutationImportance.Settings(
                ValidationMetric.valueOf(metric.toUpperCase(Locale.ROOT).replace('-', '_')),
                repeats,
                1),
            Optional.empty(),
            MissingLabel.ERROR);

    JsonNode expected = ExplainedModels.found(name).get("importance").get(metric);
    double share = Math.sqrt(1.0 / repeats + 1 / expected.get("repeats").asDouble());
    for (int c = 0; c < 4; c++) {
      Importance.OfColumn column = found.columns().get(c);
      double deviation = expected.get("deviation").get(c).asDouble();
      assertThat(column.mean())
          .as(column.column())
          .isCloseTo(expected.get("mean").get(c).asDouble(), within(4 * deviation * share));
      assertThat(column.deviation()).isBetween(deviation / 1.6, deviation * 1.6);
    }
  }

  @Test
  void aMetricThatTheTaskDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> importance(1, ValidationMetric.ACCURACY, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("accuracy is no metric of a regression")
        .hasMessageContaining("loss, rmse, r2");
  }

  @Test
  void manyExamplesArePermutedInPartsOfAtLeastHalfTheLimit() {
    int size = 2 * PermutationImportance.PERMUTED + 1;
    int[] donors =
        PermutationImportance.permutation(size, CounterRandom.of(1, Purpose.PERMUTATION));

    assertThat(Arrays.stream(donors).sorted().toArray())
        .isEqualTo(IntStream.range(0, size).toArray());
    for (int third = 0; third < 3; third++) {
      int from = size * third / 3;
      int to = size * (third + 1) / 3;
      assertThat(to - from).isGreaterThanOrEqualTo(PermutationImportance.PERMUTED / 2);
      int[] part = Arrays.copyOfRange(donors, from, to);
      int[] own = IntStream.range(from, to).toArray();
      assertThat(Arrays.stream(part).sorted().toArray()).isEqualTo(own);
      assertThat(part).isNotEqualTo(own);
    }
  }
}
