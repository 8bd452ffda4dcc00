package org.lockstep.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.replace;
import static org.lockstep.jobs.Workbench.with;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of train give a fix: the test applies it, and the training then succeeds. */
@Tag("spark")
class AdviceTest {
  static final String[] REGRESSION = {};

  private final Workbench bench;

  AdviceTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  static Stream<Arguments> trainings() {
    return Stream.of(
        setting(
            "a NaN among the targets",
            REGRESSION,
            () -> replace(good(), "score", 57, 58, Double.NaN),
            "set data.missing-label = skip",
            "data.missing-label=skip"),
        setting(
            "a null among the targets",
            REGRESSION,
            () -> holes("score"),
            "set data.missing-label = skip",
            "data.missing-label=skip"),
        setting(
            "a null among several targets",
            new String[] {"data.label=[score, weight]", "data.features=[age, dose]"},
            () -> holes("weight"),
            "weight .*set data.missing-label = skip",
            "data.missing-label=skip"),
        setting(
            "a null within an array of targets",
            new String[] {"data.label=ys"},
            () -> holes("score").withColumn("ys", array(col("score"), col("score"))),
            "ys .*set data.missing-label = skip",
            "data.missing-label=skip"),
        setting(
            "a null among labels",
            CLASSIFICATION,
            () -> holes("outcome"),
            "set data.missing-label = skip",
            "data.missing-label=skip"),
        setting(
            "a NaN among labels",
            CLASSIFICATION,
            () -> holes("outcome").withColumn("outcome", expr("nvl(double(outcome), 'NaN')")),
            "NaN.*set data.missing-label = skip",
            "data.missing-label=skip"),
        setting(
            "labels that are all null",
            CLASSIFICATION,
            () -> good().withColumn("outcome", lit(null).cast("string")),
            "nothing but null.*name another column in data.label",
            "data.label=site"),
        setting(
            "targets that are all NaN",
            REGRESSION,
            () -> good().withColumn("score", lit(Double.NaN)),
            "NaN.*name another column in data.label",
            "data.label=weight",
            "data.features=[age, dose]"),
        setting(
            "a null among numbers",
            REGRESSION,
            () -> holes("dose"),
            "set data.missing = mean, indicator or skip",
            "data.missing=mean"),
        setting(
            "a NaN among numbers, with an input that says so",
            REGRESSION,
            () -> replace(good(), "dose", 5, 9, Double.NaN),
            "set data.missing = mean, indicator or skip",
            "data.missing=indicator"),
        setting(
            "a date that is missing",
            new String[] {"data.features=[age, day]"},
            () ->
                good().withColumn("day", when(col("row").geq(3), expr("date_from_unix_date(row)"))),
            "set data.missing = mean, indicator or skip",
            "data.missing=skip"),
        setting(
            "a word that is missing",
            new String[] {"data.features=[age, site]", "data.categories.missing=error"},
            () -> holes("site"),
            "set data.categories.missing = mean, indicator or skip",
            "data.categories.missing=indicator"),
        setting(
            "numbers that are all null",
            REGRESSION,
            () -> good().withColumn("dose", lit(null).cast("double")),
            "list the other columns in data.features",
            "data.features=[age, weight]"),
        setting(
            "numbers that are all NaN",
            REGRESSION,
            () -> good().withColumn("dose", lit(Double.NaN)),
            "list the other columns in data.features",
            "data.features=[age, weight]"),
        setting(
            "a place of an array without a number",
            new String[] {"data.features=[age, xs]"},
            () -> good().withColumn("xs", array(col("dose"), lit(null).cast("double"))),
            "list the other columns in data.features",
            "data.features=[age]"),
        setting(
            "only empty arrays",
            new String[] {"data.features=[age, xs]"},
            () -> good().withColumn("xs", expr("slice(array(dose), 1, 0)")),
            "list the other columns in data.features",
            "data.features=[age]"),
        setting(
            "dates that are refused",
            new String[] {"data.features=[age, day]", "data.dates=error"},
            () -> good().withColumn("day", expr("date_from_unix_date(row)")),
            "set data.dates = cyclic or days",
            "data.dates=days"),
        setting(
            "a map",
            new String[] {"data.features=[age, more]"},
            () -> good().withColumn("more", expr("map('a', row)")),
            "list the other columns in data.features",
            "data.features=[age]"),
        setting(
            "an array of words",
            new String[] {"data.features=[age, more]"},
            () -> good().withColumn("more", expr("array(site)")),
            "convert it, or list the other columns in data.features",
            "data.features=[age]"),
        setting(
            "words as a target",
            new String[] {"data.label=site"},
            () -> good(),
            "set training.task = classification",
            "training.task=classification"),
        setting(
            "fractions as a label",
            new String[] {"training.task=classification"},
            () -> good(),
            "set training.task = regression",
            "training.task=regression"),
        setting(
            "an array as a label",
            new String[] {"training.task=classification", "data.label=ys"},
            () -> good().withColumn("ys", array(col("score"), col("score"))),
            "set training.task = regression",
            "training.task=regression"),
        setting(
            "a date as a target",
            new String[] {"data.label=day"},
            () -> good().withColumn("day", expr("date_from_unix_date(row)")),
            "^(?!.*classification).*convert it.* or name another column in data.label",
            "data.label=score"),
        setting(
            "a timestamp as a label",
            with(CLASSIFICATION, "data.label=day"),
            () -> good().withColumn("day", expr("timestamp_seconds(row)")),
            "name another column in data.label",
            "data.label=outcome"),
        setting(
            "one class",
            CLASSIFICATION,
            () -> good().withColumn("outcome", lit(" ")),
            "one class: \" \".*name another column in data.label",
            "data.label=site"),
        setting(
            "a label above the number of classes",
            with(CLASSIFICATION, "data.classes=3"),
            () -> replace(good(), "outcome", 3, 5, 7),
            "set data.classes = 8",
            "data.classes=8"),
        setting(
            "a label below the number of classes",
            with(CLASSIFICATION, "data.classes=3"),
            () -> replace(good(), "outcome", 3, 5, -1),
            "take out data.classes",
            "data.classes=null"),
        setting(
            "words where a number of classes is set",
            with(CLASSIFICATION, "data.classes=3", "data.label=site"),
            () -> good(),
            "take out data.classes",
            "data.classes=null"),
        setting(
            "targets outside the loss",
            new String[] {"training.loss=poisson"},
            () -> good().withColumn("score", col("score").minus(10)),
            "set training.loss = l2",
            "training.loss=l2"),
        setting(
            "numbers too large for no scaling",
            new String[] {"data.scaling=none"},
            () -> good().withColumn("dose", col("dose").multiply(1e60)),
            "set data.scaling = standard",
            "data.scaling=standard"),
        setting(
            "words that only the validation table has",
            new String[] {"data.features=[age, site]", "data.validation=VALIDATION"},
            () -> good().where("site <> 'west'"),
            "set data.categories.unseen = zero or skip",
            "data.categories.unseen=zero"),
        setting(
            "a column that is a feature and the label",
            new String[] {"data.features=[age, Score]"},
            () -> good(),
            "data.features.*take it out",
            "data.features=[age]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trainings")
  void followingTheAdviceOfAnErrorMakesTheTrainingSucceed(
      String name,
      String[] overrides,
      Supplier<Dataset<Row>> damaged,
      String advice,
      String[] followed) {
    Path table = bench.write("table.parquet", damaged.get());
    Path validation = bench.write("validation.parquet", good());
    UnaryOperator<String> named = text -> text.replace("VALIDATION", validation.toString());
    String[] before = Stream.of(overrides).map(named).toArray(String[]::new);

    bench.train(table, before).isOneLineThatNames(List.of(advice));

    assertThat(bench.train(table, with(before, followed)).json().get("loss").isNumber()).isTrue();
  }

  static Arguments setting(
      String name,
      String[] overrides,
      Supplier<Dataset<Row>> table,
      String advice,
      String... followed) {
    return Arguments.of(name, overrides, table, advice, followed);
  }

  static Dataset<Row> holes(String column) {
    return good().withColumn(column, when(col("row").geq(3), col(column)));
  }
}
