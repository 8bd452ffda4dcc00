package org.lockstep.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors name a column that only some files of a table have. */
@Tag("spark")
class ColumnsOfSomeFilesTest {
  private final Workbench bench;

  ColumnsOfSomeFilesTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  /** Writes a table whose column z only later files have, and returns the path to train on. */
  private interface Layout {
    Object lay(Workbench bench);
  }

  private static Dataset<Row> withZ() {
    return good().withColumn("z", col("dose").multiply(2));
  }

  private static void parts(Workbench bench, int lacking, int holding) {
    for (int part = 0; part < lacking + holding; part++) {
      Dataset<Row> rows = part < lacking ? good() : withZ();
      bench.write(
          "t/part-%05d.parquet".formatted(part), rows.where(col("row").mod(10).equalTo(part % 10)));
    }
  }

  static Stream<Arguments> later() {
    return Stream.of(
        layout(
            "two files",
            bench -> {
              parts(bench, 1, 1);
              return bench.path("t");
            },
            "part-00000.parquet",
            "part-00001.parquet"),
        layout(
            "partition folders with files of one name",
            bench -> {
              bench.write("t/part=a/0.parquet", good());
              bench.write("t/part=b/0.parquet", withZ());
              return bench.path("t");
            },
            "part=a/0.parquet",
            "part=b/0.parquet"),
        layout(
            "folders in folders",
            bench -> {
              bench.write("t/year=2024/month=1/0.parquet", good());
              bench.write("t/year=2024/month=2/0.parquet", good());
              bench.write("t/year=2025/month=1/0.parquet", withZ());
              return bench.path("t");
            },
            "year=2024/month=1/0.parquet and year=2024/month=2/0.parquet",
            "year=2025/month=1/0.parquet"),
        layout(
            "many files",
            bench -> {
              parts(bench, 7, 5);
              return bench.path("t");
            },
            "part-00000.parquet, part-00001.parquet and 5 other files",
            "part-00007.parquet and 4 other files"),
        layout(
            "a glob over folders",
            bench -> {
              bench.write("a/0.parquet", good());
              bench.write("b/0.parquet", withZ());
              return bench.path("{a,b}");
            },
            "a/0.parquet",
            "b/0.parquet"),
        layout(
            "a name with blanks",
            bench -> {
              bench.write("t/first part.parquet", good());
              bench.write("t/second part.parquet", withZ());
              return bench.path("t");
            },
            "first part.parquet",
            "second part.parquet"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("later")
  void anUnusedColumnThatOnlyLaterFilesHaveIsAWarning(
      String name, Layout layout, String lacking, String holding) throws IOException {
    Object table = layout.lay(bench);
    String sentence =
        "column z is absent from %s, but present in %s: not used".formatted(lacking, holding);

    Run validated = validate(table, "data.features=[]");
    assertThat(validated.status()).as("%s", validated).isZero();
    assertThat(validated.out().lines()).anyMatch(line -> line.contains("warning  " + sentence));
    Run trained = bench.train(table, "data.features=[]", "training.epochs=1");
    assertThat(trained.status()).as("%s", trained).isZero();
    assertThat(trained.err().lines()).anyMatch(line -> line.startsWith("warning: " + sentence));
    Run init = init(table, "--label", "score");
    assertThat(init.status()).as("%s", init).isZero();
    assertThat(init.out())
        .contains("left out  z: it is absent from %s, but present".formatted(lacking));
    assertThat(features()).doesNotContain("z");
    Run predicted = bench.predict(table);
    assertThat(predicted.status()).as("%s", predicted).isZero();
    assertThat(predicted.err())
        .isEqualTo("warning: " + sentence.replace("used", "written") + fix());
  }

  private static String fix() {
    return "; write all parts with the same columns" + System.lineSeparator();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("later")
  void aUsedColumnThatOnlyLaterFilesHaveIsAnError(
      String name, Layout layout, String lacking, String holding) {
    Object table = layout.lay(bench);
    List<String> named =
        List.of(
            "column z is absent from \\Q%s\\E, but present in \\Q%s\\E".formatted(lacking, holding),
            "same columns");

    bench.train(table, "data.features=[age, z]").isOneLineThatNames(named);
    bench.train(table, "data.features=[age, Z]").isOneLineThatNames(named);
    bench.train(table, "data.label=z").isOneLineThatNames(named);
    bench.train(table, "data.weight=z").isOneLineThatNames(named);
    bench.train(table, "data.validation.column=z").isOneLineThatNames(named);
    init(table, "--label", "z").isOneLineThatNames(named);
    Run validated = validate(table, "data.features=[age, z]");
    assertThat(validated.status()).isEqualTo(2);
    assertThat(validated.out().lines().filter(line -> line.contains("column z")))
        .singleElement()
        .asString()
        .containsPattern("problem  " + named.get(0));
    assertThat(Files.exists(bench.path("model"))).isFalse();
  }

  @Test
  void aFeatureOfTheModelThatSomeFilesLackIsAnErrorThatNamesTheFiles() {
    Path whole = bench.write("whole.parquet", withZ());
    bench.train(whole, "data.features=[age, z]").json();
    parts(bench, 1, 2);

    List<String> named = List.of("column z", "part-00000", "part-00001");
    bench.predict(bench.path("t")).isOneLineThatNames(named);
    Run.lockstep("evaluate", bench.path("model").toString(), bench.path("t").toString())
        .isOneLineThatNames(named);
    bench
        .train(whole, "data.features=[age, z]", "data.validation=" + bench.path("t"))
        .isOneLineThatNames(List.of("model|validation|output"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.features=[age, z]", "data.label=z", "data.weight=z"})
  void aUsedColumnThatOnlyTheFirstFileHasIsAnError(String setting) {
    bench.write("t/part-00000.parquet", withZ());
    bench.write("t/part-00001.parquet", good());

    bench
        .train(bench.path("t"), setting)
        .isOneLineThatNames(
            List.of("column z is absent from part-00001.parquet, but present in part-00000"));
  }

  @Test
  void aValidationColumnThatAFileLacksIsAnError() {
    bench.write("t/part-00000.parquet", good().withColumn("z", col("age").gt(50)));
    bench.write("t/part-00001.parquet", good());

    bench
        .train(bench.path("t"), "data.validation.column=z")
        .isOneLineThatNames(List.of("column z is absent from part-00001.parquet"));
  }

  static Stream<Arguments> types() {
    return Stream.of(
        types("an int and a double", lit(1), lit(1.5)),
        types("a float and a double", lit(1f), lit(1.5)),
        types("a number and a word", lit(1), lit("one")),
        types("a date and a word", lit("2024-01-01").cast("date"), lit("2024-01-01")),
        types("an array and a number", array(lit(1)), lit(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void aColumnWhoseTypeDiffersBetweenFilesIsReportedAndLeftOut(
      String name, Column first, Column second) throws IOException {
    bench.write("t/part-00000.parquet", good().withColumn("z", first));
    bench.write("t/part-00001.parquet", good().withColumn("z", second));
    Path table = bench.path("t");

    Run init = init(table, "--label", "score");
    assertThat(init.out().lines())
        .anyMatch(line -> line.matches("left out  z: it is .* in part-00000.* but .*part-00001.*"));
    bench
        .train(table, "data.features=[age, z]")
        .isOneLineThatNames(List.of("column z is .* in part-00000.parquet but .* in part-00001"));
    bench.train(table).json();
    Run predicted = bench.predict(table);
    assertThat(predicted.status()).as("%s", predicted).isZero();
    assertThat(predicted.err()).contains("column z is ", "part-00001.parquet: not written");
    assertThat(List.of(bench.predictions().columns())).contains("age").doesNotContain("z");
  }

  @Test
  void columnsThatTheSameFilesLackShareOneWarning() {
    Dataset<Row> later = good();
    for (int i = 0; i < 12; i++) {
      later = later.withColumn("z" + i, lit(i));
    }
    bench.write("t/part-00000.parquet", good());
    bench.write("t/part-00001.parquet", later);

    Run run = bench.train(bench.path("t"), "data.features=[]", "training.epochs=1");

    assertThat(run.err().lines().filter(line -> line.contains("part-00001")))
        .singleElement()
        .asString()
        .startsWith("warning: columns z0, z1, z10, z11, z2 and 7 more are absent from");
  }

  @ParameterizedTest(name = "in the file of part={0}")
  @ValueSource(strings = {"a", "b"})
  void aPartitionColumnThatAFileContainsTooIsReadFromTheFolderNames(String holding) {
    for (String part : List.of("a", "b")) {
      bench.write(
          "t/part=%s/0.parquet".formatted(part),
          part.equals(holding) ? good().withColumn("part", lit("other")) : good());
    }
    Path table = bench.path("t");

    Run run = bench.train(table, "data.features=[]", "training.epochs=1");
    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err().lines())
        .anyMatch(line -> line.contains("column part is in the files and in the names of their"));
    assertThat(bench.predict(table).status()).isZero();
    assertThat(
            bench.predictions().select("part").distinct().orderBy("part").collectAsList().stream()
                .map(row -> row.getString(0)))
        .containsExactly("a", "b");
  }

  static Stream<Arguments> folders() {
    return Stream.of(
        folders("a file beside the folders", "t/part=a/0.parquet", "t/0.parquet"),
        folders("folders of other names", "t/part=a/0.parquet", "t/site=b/0.parquet"),
        folders("one level deeper", "t/part=a/0.parquet", "t/part=b/site=c/0.parquet"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folders")
  void inconsistentPartitionFoldersAreAnError(String name, List<String> files) {
    files.forEach(file -> bench.write(file, good()));

    bench.train(bench.path("t")).isOneLineThatNames(List.of("folders", "table"));
  }

  @Test
  void filesInSubfoldersThatSparkDoesNotReadAreReported() {
    bench.write("t/0.parquet", good());
    bench.write("t/archive/1.parquet", good());

    Run run = bench.train(bench.path("t"), "training.epochs=1");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err().lines())
        .anyMatch(line -> line.matches("warning: 1 file in folders .*archive/1.parquet"));
    assertThat(bench.predict(bench.path("t")).err()).contains("archive/1.parquet");
  }

  @Test
  void aTableWithFilesInPlainSubfoldersOnlyIsAnError() {
    bench.write("t/2024/0.parquet", good());

    bench.train(bench.path("t")).isOneLineThatNames(List.of("2024/0.parquet", "t/\\*"));
    bench.train(bench.path("t/*")).json();
  }

  private Run validate(Object table, String... settings) {
    String[] args = {
      "validate",
      bench.settings().toString(),
      "--set",
      "data.train=" + table,
      "--set",
      "output=" + bench.path("model")
    };
    for (String setting : settings) {
      args = Workbench.with(args, "--set", setting);
    }
    return Run.lockstep(args);
  }

  private Run init(Object table, String... options) {
    String[] args = {
      "init", table.toString(), "--output", bench.path("first.conf").toString(), "--overwrite"
    };
    return Run.lockstep(Workbench.with(args, options));
  }

  /** The line with the features in the file that init wrote. */
  private String features() throws IOException {
    return Files.readAllLines(bench.path("first.conf")).stream()
        .filter(line -> line.strip().startsWith("features = "))
        .findFirst()
        .orElseThrow();
  }

  private static Arguments layout(String name, Layout layout, String lacking, String holding) {
    return Arguments.of(name, layout, lacking, holding);
  }

  private static Arguments types(String name, Column first, Column second) {
    return Arguments.of(name, first, second);
  }

  private static Arguments folders(String name, String... files) {
    return Arguments.of(name, List.of(files));
  }
}
