package org.lockstep.jobs;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.AdviceTest.REGRESSION;
import static org.lockstep.jobs.AdviceTest.holes;
import static org.lockstep.jobs.AdviceTest.setting;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.replace;
import static org.lockstep.jobs.Workbench.with;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Errors of evaluate, predict and init give a fix: the test applies it, and the command succeeds.
 */
@Tag("spark")
class ModelAdviceTest {
  private final Workbench bench;

  ModelAdviceTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  static Stream<Arguments> evaluations() {
    return Stream.of(
        setting(
            "a null among labels",
            CLASSIFICATION,
            () -> holes("outcome"),
            "give --missing-label skip",
            "--missing-label=skip"),
        setting(
            "a NaN among targets",
            REGRESSION,
            () -> replace(good(), "score", 3, 9, Double.NaN),
            "give --missing-label skip",
            "--missing-label",
            "skip"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("evaluations")
  void followingTheAdviceOfAnErrorMakesTheEvaluationSucceed(
      String name,
      String[] overrides,
      Supplier<Dataset<Row>> damaged,
      String advice,
      String[] followed) {
    bench.train(bench.write("good.parquet", good()), overrides).json();
    String table = bench.write("table.parquet", damaged.get()).toString();
    String model = bench.path("model").toString();

    Run.lockstep("evaluate", model, table).isOneLineThatNames(List.of(advice));

    Run evaluated = Run.lockstep(with(new String[] {"evaluate", model, table}, followed));
    assertThat(evaluated.status()).as("%s", evaluated).isZero();
    assertThat(evaluated.out()).containsPattern("left out  [36] rows without a label");
  }

  static Stream<Arguments> predictions() {
    return Stream.of(
        setting(
            "a null among numbers",
            REGRESSION,
            () -> holes("dose"),
            "dose .*train with data.missing = mean, indicator or skip",
            "data.missing=mean"),
        setting(
            "a NaN among numbers",
            REGRESSION,
            () -> replace(good(), "dose", 3, 4, Double.NaN),
            "dose .*train with data.missing = mean, indicator or skip",
            "data.missing=skip"),
        setting(
            "a column of nulls",
            REGRESSION,
            () -> good().withColumn("dose", lit(null).cast("double")),
            "dose .*train with data.missing = mean, indicator or skip",
            "data.missing=indicator"),
        setting(
            "a word that is missing",
            new String[] {"data.features=[age, site]", "data.categories.missing=error"},
            () -> holes("site"),
            "site .*train with data.categories.missing = mean, indicator or skip",
            "data.categories.missing=mean"),
        setting(
            "a word that is new",
            new String[] {"data.features=[age, site]"},
            () -> good().withColumn("site", lit("north ")),
            "\"north \".*train with data.categories.unseen = zero or skip",
            "data.categories.unseen=zero"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("predictions")
  void retrainingAsAnErrorAdvisesMakesThePredictionSucceed(
      String name,
      String[] overrides,
      Supplier<Dataset<Row>> damaged,
      String advice,
      String[] followed) {
    Path good = bench.write("good.parquet", good());
    bench.train(good, overrides).json();
    Path table = bench.write("table.parquet", damaged.get());
    String model = bench.path("model").toString();

    bench.predict(table).isOneLineThatNames(List.of(advice, "^(?!.*\\bset data)"));
    Run.lockstep("evaluate", model, table.toString()).isOneLineThatNames(List.of(advice));

    bench.train(good, with(with(overrides, followed), "overwrite=true")).json();
    assertThat(bench.predict(table).status()).isZero();
    assertThat(Run.lockstep("evaluate", model, table.toString()).status()).isZero();
  }

  @Test
  void followingTheAdviceOnMissingWeightsMakesTheEvaluationSucceed() {
    Dataset<Row> holes = holes("weight");
    String[] weighted = {"data.features=[age, dose]", "data.weight=weight"};
    Path table = bench.write("table.parquet", holes);

    bench
        .train(table, with(weighted, "data.missing-label=skip"))
        .isOneLineThatNames(List.of("weight", "3 rows", "such as 0", "drop"));

    Path ignored = bench.write("ignored.parquet", holes.na().fill(0, new String[] {"weight"}));
    bench.train(ignored, weighted).json();
    Path dropped = bench.write("dropped.parquet", holes.where("weight IS NOT NULL"));
    bench.train(dropped, with(weighted, "overwrite=true")).json();
  }

  @Test
  void initWithMissingLabelSkipSkipsRowsWithoutALabel() {
    Path table = bench.write("table.parquet", holes("outcome"));
    String file = bench.path("first.conf").toString();
    String[] init = {"init", table.toString(), "--label", "outcome", "--output", file};

    Run.lockstep(init).isOneLineThatNames(List.of("outcome", "\\b3\\b", "--missing-label skip"));

    Run drafted = Run.lockstep(with(init, "--missing-label", "skip"));
    assertThat(drafted.status()).as("%s", drafted).isZero();
    assertThat(drafted.out()).contains("left out  3 rows without a label");
    Run trained = Run.lockstep("train", file, "--json", "--set", "output=" + bench.path("model"));
    assertThat(trained.status()).as("%s", trained).isZero();
  }
}
