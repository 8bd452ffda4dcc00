package org.lockstep.jobs;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training warns about a label that looks like an id, and init never chooses one. */
@Tag("spark")
class IdLabelTest {
  private static final String[] BRIEFLY = {"training.task=classification", "training.epochs=1"};

  private final Workbench bench;

  IdLabelTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private static Dataset<Row> labelled(String label) {
    return good().withColumn("name", expr(label));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "concat('patient ', row) | 200 | 200",
        "uuid(1) | 200 | 200",
        "row * 977 % 100003 | 200 | 200",
        "double(row + 1000) | 200 | 200",
        "concat('pair ', row div 2) | 100 | 0",
        "if(row < 60, 'common', concat('rare ', row)) | 141 | 140",
        "concat('some ', if(row < 180, row % 10, row)) | 30 | 20"
      })
  void trainWarnsOfALabelThatLooksLikeAnIdWithItsClassesAndRows(
      String label, String classes, String alone) {
    Path table = bench.write("table.parquet", labelled(label));
    String expected =
        "label column name has %s classes in 200 rows, %s of them in one row alone: is it an id?"
            .formatted(classes, alone);

    Run trained = bench.train(table, with(BRIEFLY, "data.label=name"));
    assertThat(trained.status()).as("%s", trained).isZero();
    assertThat(trained.err())
        .contains("warning: " + expected + " name another column in data.label");

    Run validated = validate(table);
    assertThat(validated.out()).contains("warning  " + expected);
  }

  private Run validate(Path table) {
    String file = bench.settings().toString();
    return Run.lockstep(
        Stream.of(
                "data.train=" + table,
                "data.label=name",
                "training.task=classification",
                "output=" + bench.path("other"))
            .reduce(
                new String[] {"validate", file},
                (args, setting) -> with(args, "--set", setting),
                (a, b) -> a));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "concat('site ', row % 3)",
        "row % 20",
        "concat('group ', row % 40)",
        "if(row = 7, 'rare', 'common')",
        "row > 100"
      })
  void aLabelWithFewClassesIsNoWarning(String label) {
    Path table = bench.write("table.parquet", labelled(label));

    Run trained = bench.train(table, with(BRIEFLY, "data.label=name"));

    assertThat(trained.status()).as("%s", trained).isZero();
    assertThat(trained.err()).doesNotContain("is it an id");
  }

  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "concat('patient ', row) | name",
        "concat('patient ', row) | label",
        "concat('some ', if(row < 120, row % 10, row)) | label",
        "row * 7 % 200 | label",
        "row * 7 % 200 | class",
        "200 - row | target"
      })
  void initDoesNotChooseAnIdAsTheLabel(String id, String name) {
    Dataset<Row> named = labelled(id).withColumnRenamed("name", name);
    Path table = bench.write("table.parquet", named.drop("outcome", "site"));
    String file = bench.path("first.conf").toString();

    Run run = Run.lockstep("init", table.toString(), "--output", file);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).contains("label  score: ");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"concat('patient ', row)", "concat('pair ', row div 2)"})
  void initWarnsThatTheGivenLabelLooksLikeAnId(String id) {
    Path table = bench.write("table.parquet", labelled(id));
    String file = bench.path("first.conf").toString();

    Run run = Run.lockstep("init", table.toString(), "--output", file, "--label", "name");

    assertThat(run.out())
        .containsPattern("label  name: named on the command line; .*is it an id\\?");
  }
}
