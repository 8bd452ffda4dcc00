package org.lockstep.jobs.check;

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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

@Tag("spark")
class ValidateCommandTest {
  private final Workbench bench;

  ValidateCommandTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private Run validate(Object table, String... overrides) {
    Path file = bench.settings();
    List<String> args = new ArrayList<>(List.of("validate", file.toString()));
    args.addAll(List.of("--set", "data.train=" + table, "--set", "output=" + bench.path("model")));
    for (String override : overrides) {
      args.addAll(override.startsWith("--") ? List.of(override) : List.of("--set", override));
    }
    Run run = Run.lockstep(args.toArray(String[]::new));
    FileUtils.deleteQuietly(file.toFile());
    return run;
  }

  private static List<String> problems(Run run) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("problem  "))
        .map(line -> line.substring("problem  ".length()))
        .toList();
  }

  @Test
  void aSoundRunIsDescribedOnStandardOutputAndNothingIsWritten() {
    Path table = bench.write("good.parquet", good());
    Map<String, String> before = bench.listing();

    Run run =
        validate(
            table,
            with(
                CLASSIFICATION,
                "data.validation=" + table,
                "training.lanes=4",
                "training.partitions=2"));

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(bench.listing()).isEqualTo(before);
    assertThat(run.out().lines())
        .contains(
            "data  %s: 200 rows, 200 to train, 200 to validate".formatted(table),
            "features  3 columns, 3 inputs",
            "network  3 -> 16 relu -> 3 softmax, loss cross-entropy, 115 parameters",
            "memory  3 KB of examples to train on (4 floats each): a lane 800 bytes, a partition"
                + " 1 KB at most; 3 KB to validate on",
            "no problems")
        .anyMatch(line -> line.matches("label  outcome int, 3 classes: 0 \\d+, 1 \\d+, 2 \\d+"))
        .anyMatch(line -> line.matches("feature  age double: 20\\.\\d+ to 79\\.\\d+, mean .*"))
        .anyMatch(
            line ->
                line.matches(
                    "run  lanes 4, partitions 2, exchange .*, batches of 32, iterations an epoch 7,"
                        + " in all 140"))
        .anyMatch(line -> line.startsWith("traffic  an iteration 0 bytes of parameters and 0"));
  }

  @Test
  void theJsonHasEveryColumnAndEveryElementOfAnArray() {
    Path table =
        bench.write(
            "pixels.parquet",
            good()
                .withColumn("pixels", array(col("age"), lit(1.0)))
                .withColumn("gaps", when(col("row").geq(3), col("dose"))));

    Run run = validate(table, "data.features=[pixels, gaps, dose]", "--json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out().lines()).hasSize(1);
    JsonNode json = json(run.out());
    assertThat(json.get("rows").asInt()).isEqualTo(200);
    JsonNode pixels = json.get("features").get("pixels");
    assertThat(pixels.get("width").asInt()).isEqualTo(2);
    assertThat(pixels.get("constant-places").asInt()).isEqualTo(1);
    assertThat(pixels.get("places").get("1").get("mean").asDouble()).isEqualTo(1);
    assertThat(pixels.get("places").get("0").get("max").asDouble()).isBetween(79.0, 80.0);
    assertThat(json.get("features").get("gaps").get("missing").asInt()).isEqualTo(3);
    assertThat(json.get("labels").get("score").get("deviation").asDouble()).isGreaterThan(1);
    assertThat(json.get("problems")).hasSize(1);
    assertThat(json.get("problems").get(0).asText()).contains("gaps", "3");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Problems that training would reject. */
  static Stream<Arguments> refused() {
    return Stream.of(
        refused("nan_feature", () -> replace(good(), "dose", 57, 58, Double.NaN)),
        refused(
            "null_feature", () -> good().withColumn("age", when(col("row").geq(3), col("age")))),
        refused("nan_label", () -> replace(good(), "score", 57, 58, Double.NaN)),
        refused(
            "map_feature",
            () -> good().withColumn("more", expr("map('a', row)")),
            "data.features=[age, more]"),
        refused("missing_feature", () -> good(), "data.features=[age, dosis]"),
        refused("feature_twice", () -> good(), "data.features=[age, Age]"),
        refused("missing_label", () -> good(), "data.label=scor"),
        refused("text_label", () -> good(), "data.label=site"),
        refused("label_is_feature", () -> good(), "data.label=Age"),
        refused("fraction_as_class", () -> good(), "training.task=classification"),
        refused("one_class", () -> good().withColumn("outcome", lit(1)), CLASSIFICATION),
        refused(
            "label_out_of_range",
            () -> replace(good(), "outcome", 3, 5, 7),
            with(CLASSIFICATION, "data.classes=3")),
        refused(
            "class_weight_unknown",
            () -> good(),
            with(CLASSIFICATION, "training.class-weights={ 9 = 2 }")),
        refused("weight_text", () -> good(), "data.weight=site"),
        refused("weight_negative", () -> good().withColumn("w", lit(-1)), "data.weight=w"),
        refused("mark_missing", () -> good(), "data.validation={ column = mark }"),
        refused("mark_number", () -> good(), "data.validation={ column = outcome }"),
        refused("too_large", () -> good().withColumn("age", expr("age * 1e300"))),
        refused("one_row", () -> good().where("row = 0")),
        refused("no_rows", () -> good().where("row < 0")),
        refused("no_validation_left", () -> good(), "data.validation=1e-9"),
        refused("validation_absent", () -> good(), "data.validation=no/such.parquet"),
        refused("warm_start_absent", () -> good(), "training.warm-start=no/model"),
        refused("train_absent", () -> good(), "data.train=no/such"));
  }

  private static Arguments refused(String name, Supplier<Dataset<Row>> table, String... overrides) {
    return Arguments.of(name, table, overrides);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void anErrorOfTrainIsAProblemOfValidateWithTheSameMessage(
      String name, Supplier<Dataset<Row>> damaged, String[] overrides) {
    Path table = bench.write(name + ".parquet", damaged.get());
    Map<String, String> before = bench.listing();
    Run trained = bench.train(table, overrides);

    Run run = validate(table, overrides);

    assertThat(trained.status()).as("%s", trained).isEqualTo(2);
    assertThat(run.status()).as("%s", run).isEqualTo(2);
    String refusal = trained.err().lines().reduce((first, last) -> last).orElseThrow();
    assertThat(problems(run)).contains(refusal.substring("lockstep: ".length()));
    assertThat(run.stray()).isEmpty();
    assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.startsWith("lockstep: "));
    assertThat(bench.listing()).isEqualTo(before);
  }

  @Test
  void allProblemsAreListedTogether() throws IOException {
    Path table =
        bench.write(
            "bad.parquet",
            replace(good(), "dose", 57, 59, Double.NaN)
                .withColumn("age", when(col("row").geq(3), col("age"))));
    Path other = bench.write("other.parquet", good().where("row < 0"));
    Files.createDirectories(bench.path("model"));
    Files.writeString(bench.path("model").resolve("mine.txt"), "mine");

    Run run = validate(table, "data.features=[age, dose, site, wait]", "data.validation=" + other);

    assertThat(run.status()).isEqualTo(2);
    assertThat(problems(run))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("model exists already"),
            line -> assertThat(line).contains("column wait does not exist"),
            line -> assertThat(line).contains("column age has missing values (null) in 3 places"),
            line -> assertThat(line).contains("column dose has NaN in 2 places"),
            line -> assertThat(line).contains("other.parquet has no rows"));
    assertThat(run.err()).contains("5 problems");
    assertThat(run.out()).contains("data  ").contains("feature  age double").contains("missing 3");
  }

  @Test
  void aWarningIsNotAProblem() {
    Path table = bench.write("constant.parquet", good().withColumn("dose", lit(5.0)));

    Run run = validate(table, "training.batch-size=500");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("warning  column dose is constant")
        .contains("warning  batch-size is 500, but there are only 200 examples")
        .contains("batches of 200");
  }

  @Test
  void anInvalidSettingIsOneLine() {
    validate("any", "training.batch-size=0").isOneLineThatNames(List.of("batch-size is 0"));
  }
}
