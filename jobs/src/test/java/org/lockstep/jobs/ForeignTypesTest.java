package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of types that Spark does not write, and partly does not read. */
@Tag("spark")
class ForeignTypesTest {
  private final Workbench bench;

  ForeignTypesTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  /** An instant in every row, some before 1970, in microseconds. */
  private static long microseconds(int row) {
    return (row - 20) * 86_400_000_123L * 5 + row;
  }

  private Path timestamps(String name, String type, LongUnaryOperator ofMicroseconds) {
    return ForeignParquet.write(
        bench.path(name),
        "optional int64 t (%s);".formatted(type),
        (row, i) -> {
          if (i != 7) {
            row.add("t", ofMicroseconds.applyAsLong(microseconds(i)));
          }
        });
  }

  @ParameterizedTest(name = "isAdjustedToUTC {0}, dates {1}, features {2}")
  @CsvSource(
      delimiter = ';',
      value = {"true;cyclic;[x, t]", "false;cyclic;[x, t]", "true;days;[t]", "false;days;[t]"})
  void nanosecondTimestampsAreTruncatedToMicroseconds(
      boolean isAdjusted, String dates, String features) {
    Path micros =
        timestamps("micros.parquet", "TIMESTAMP(MICROS,%s)".formatted(isAdjusted), m -> m);
    Path nanos =
        timestamps(
            "nanos.parquet",
            "TIMESTAMP(NANOS,%s)".formatted(isAdjusted),
            m -> m * 1000 + Math.floorMod(m * 7, 1000));
    String[] settings = {
      "data.features=" + features, "data.dates=" + dates, "data.missing=indicator"
    };

    String ofMicros = digest(bench.train(micros, settings));
    Dataset<Row> predicted = predict(micros);
    Path second = bench.path("second");
    String ofNanos = digest(bench.train(nanos, Workbench.with(settings, "output=" + second)));

    assertThat(ofNanos).isEqualTo(ofMicros);
    assertThat(validate(nanos, settings))
        .isEqualTo(validate(micros, settings).replace("micros", "nanos"));
    List<Row> rows = predicted.orderBy("x").collectAsList();
    assertThat(predict(nanos).orderBy("x").collectAsList()).isEqualTo(rows);
    assertThat(evaluate(nanos)).isEqualTo(evaluate(micros));
    assertThat(init(nanos).out()).contains("features  3 columns, 10 inputs");
  }

  private static String digest(Run run) {
    return run.json().get("digest").asText();
  }

  private String validate(Path table, String... settings) {
    String[] args = {
      "validate", bench.settings().toString(), "--set", "data.train=" + table, "--set", "output=o"
    };
    for (String setting : settings) {
      args = Workbench.with(args, "--set", setting);
    }
    Run run = Run.lockstep(args);
    assertThat(run.status()).as("%s", run).isZero();
    return run.out();
  }

  private Dataset<Row> predict(Path table) {
    Path output = bench.path("answers-for-" + table.getFileName());
    Run run =
        Run.lockstep(
            "predict",
            bench.path("model").toString(),
            table.toString(),
            "--output",
            output.toString());
    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    return SharedSpark.session().read().parquet(output.toString());
  }

  private String evaluate(Path table) {
    Run run = Run.lockstep("evaluate", bench.path("model").toString(), table.toString(), "--json");
    assertThat(run.status()).as("%s", run).isZero();
    return run.out();
  }

  private Run init(Path table, String... options) {
    String[] args = {
      "init", table.toString(), "--overwrite", "--output", bench.path("first.conf").toString()
    };
    return Run.lockstep(Workbench.with(args, options));
  }

  @Test
  void aTableWithNanosecondsTrainsOnItsOtherColumns() {
    Path table = timestamps("nanos.parquet", "TIMESTAMP(NANOS,false)", m -> m * 1000);

    bench.train(table, "data.features=[x]").json();
    assertThat(predict(table).count()).isEqualTo(ForeignParquet.ROWS);
  }

  static List<String> unreadable() {
    return List.of(
        "optional int32 odd (TIME(MILLIS,true));",
        "optional int64 odd (TIME(MICROS,true));",
        "optional int64 odd (TIME(MICROS,false));",
        "optional int64 odd (TIME(NANOS,true));",
        "optional fixed_len_byte_array(16) odd (UUID);",
        "optional fixed_len_byte_array(12) odd (INTERVAL);",
        "optional fixed_len_byte_array(2) odd (FLOAT16);",
        "optional fixed_len_byte_array(21) odd (DECIMAL(50,2));",
        "optional binary odd (DECIMAL(40,2));",
        "optional group odd (LIST) { repeated group list {"
            + " optional int64 element (TIMESTAMP(NANOS,true)); } }",
        "optional group odd (LIST) { repeated group list {"
            + " optional fixed_len_byte_array(16) element (UUID); } }",
        "optional group odd (LIST) { required int32 element; }",
        "optional group odd (LIST) { repeated int32 a; repeated int32 b; }",
        "optional group odd (MAP) { repeated group key_value { optional int32 key; } }",
        "optional group odd { optional int64 ns (TIME(NANOS,true)); optional int32 i; }");
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void anUnusedColumnThatSparkCannotReadIsIgnored(String column) throws IOException {
    Path table = ForeignParquet.write(bench.path("odd.parquet"), column);

    Run init = init(table, "--label", "label");
    assertThat(init.status()).as("%s", init).isZero();
    assertThat(init.out().lines()).anyMatch(line -> line.startsWith("left out  odd: "));
    assertThat(Files.readString(bench.path("first.conf"))).contains("features = [x, score]");

    for (String features : List.of("[]", "[x]")) {
      Run run =
          bench.train(table, "data.features=" + features, "overwrite=true", "training.epochs=1");
      assertThat(run.status()).as("%s", run).isZero();
      assertThat(run.err().lines().filter(line -> line.startsWith("warning: ")))
          .singleElement()
          .asString()
          .contains("column odd ", "Spark cannot read");
    }

    Run predict = bench.predict(table);
    assertThat(predict.status()).as("%s", predict).isZero();
    assertThat(predict.err().lines()).singleElement().asString().contains("column odd ", "written");
    assertThat(bench.predictions().columns()).containsExactly("x", "score", "label", "prediction");
    assertThat(bench.predictions().count()).isEqualTo(ForeignParquet.ROWS);
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void aColumnThatSparkCannotReadIsNamedWhereItIsUsed(String column) throws IOException {
    Path table = ForeignParquet.write(bench.path("odd.parquet"), column);
    List<String> named = List.of("column odd ", "Spark cannot read", "odd\\.parquet", "; write it");

    bench.train(table, "data.features=[x, odd]").isOneLineThatNames(named);
    bench.train(table, "data.features=[x]", "data.label=odd").isOneLineThatNames(named);
    bench.train(table, "data.features=[x]", "data.weight=odd").isOneLineThatNames(named);
    bench.train(table, "data.features=[x]", "data.validation.column=odd").isOneLineThatNames(named);
    init(table, "--label", "Odd").isOneLineThatNames(named);
    assertThat(Files.exists(bench.path("model"))).isFalse();
  }

  /** Spark reads them since 4.2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "optional binary odd (GEOMETRY(OGC:CRS84));",
        "optional binary odd (GEOGRAPHY(OGC:CRS84,SPHERICAL));"
      })
  void aShapeIsNamedAsAFeatureAndIgnoredElsewhere(String column) {
    Path table = ForeignParquet.write(bench.path("odd.parquet"), column);

    bench
        .train(table, "data.features=[x, odd]")
        .isOneLineThatNames(List.of("column odd is of type geo", "odd\\.parquet", "; convert it"));

    bench.train(table, "data.features=[x]", "training.epochs=1").json();
    assertThat(evaluate(table)).contains("loss");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optional int32 odd (INTEGER(8,false));",
        "optional int32 odd (INTEGER(16,false));",
        "optional int32 odd (INTEGER(32,false));",
        "optional int64 odd (INTEGER(64,false));",
        "optional int32 odd (INTEGER(8,true));",
        "optional binary odd (ENUM);",
        "optional binary odd (JSON);",
        "optional int64 odd (TIMESTAMP(MILLIS,false));",
        "optional int64 odd (TIMESTAMP(NANOS,true));",
        "optional int32 odd (DATE);",
        "optional int32 odd (DECIMAL(9,2));",
        "optional fixed_len_byte_array(9) odd (DECIMAL(20,2));"
      })
  void everyParquetTypeThatSparkReadsTrains(String column) {
    Path table = ForeignParquet.write(bench.path("odd.parquet"), column);

    bench.train(table, "data.features=[x, odd]", "training.epochs=1").json();
    assertThat(predict(table).count()).isEqualTo(ForeignParquet.ROWS);
  }

  @Test
  void aColumnWithoutANameIsLeftOutByInit() throws IOException {
    Path table = bench.write("nameless.parquet", Workbench.good().withColumn("", col("age")));

    Run run = init(table, "--label", "score");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).contains("left out  a column without a name: ");
    assertThat(Files.readString(bench.path("first.conf")))
        .contains("features = [age, dose, weight, site, outcome]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void aColumnWithoutANameIsNoLabel(String name) {
    Path table =
        bench.write(
            "nameless.parquet", Workbench.good().drop("outcome").withColumn(name, col("age")));

    init(table, "--label", name).isOneLineThatNames(List.of("column '" + name + "'", "name"));
    assertThat(init(table).out()).contains("label  score: ");
  }
}
