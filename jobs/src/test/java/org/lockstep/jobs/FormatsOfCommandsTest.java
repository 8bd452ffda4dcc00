package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The option {@code --format} of the commands whose table is a parameter. */
@Tag("spark")
class FormatsOfCommandsTest {
  @TempDir private static Path folder;
  private static Workbench bench;
  private static Path parquet;

  @BeforeAll
  static void writeTables() {
    bench = new Workbench(folder);
    parquet = bench.write("table.parquet", good());
    Dataset<Row> table = good().drop("row").coalesce(1);
    table.write().option("header", "true").csv(path("csv"));
    table.write().option("header", "true").option("sep", "|").csv(path("bars"));
    table.write().json(path("json"));
    table.write().orc(path("orc"));
    assertThat(bench.train(parquet, "training.epochs=2").status()).isZero();
  }

  private static String path(String name) {
    return bench.path(name).toString();
  }

  private static Run run(String command, String table, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    if (!command.equals("init")) {
      words.add(path("model"));
    }
    words.add(table);
    words.addAll(List.of(options));
    return Run.lockstep(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "orc"})
  void evaluateAndPredictReadEveryFormatByTheOptionAndByContentAlike(String format) {
    JsonNode expected = run("evaluate", parquet.toString(), "--json").json();
    String output = path("predictions-" + format);

    assertThat(run("evaluate", path(format), "--format", format, "--json").json())
        .isEqualTo(expected);
    assertThat(run("evaluate", path(format), "--json").json()).isEqualTo(expected);
    Run predicted = run("predict", path(format), "--format", format, "--output", output);

    assertThat(predicted.status()).as("%s", predicted).isZero();
    assertThat(predictions(output)).hasSize(200).isEqualTo(predictionsOfParquet());
  }

  private static List<Row> predictionsOfParquet() {
    String output = path("predictions-parquet-" + System.nanoTime());
    assertThat(run("predict", parquet.toString(), "--output", output).status()).isZero();
    return predictions(output);
  }

  private static List<Row> predictions(String output) {
    return good()
        .sparkSession()
        .read()
        .parquet(output)
        .select("prediction", "score")
        .orderBy("prediction", "score")
        .collectAsList();
  }

  @Test
  void initNamesTheFormatThatItHasReadInTheSettings() throws Exception {
    String named = path("named.conf");
    String found = path("found.conf");

    Run byOption =
        run("init", path("csv"), "--format", "csv", "--output", named, "--label", "score");
    Run byContent = run("init", path("csv"), "--output", found, "--label", "score");

    assertThat(byOption.status()).as("%s", byOption).isZero();
    assertThat(byContent.status()).as("%s", byContent).isZero();
    assertThat(Files.readString(Path.of(named)))
        .containsPattern("format += \"?csv")
        .isEqualTo(Files.readString(Path.of(found)));
  }

  @Test
  void settingsOfTheReaderStandBesideTheOption() {
    Run evaluated =
        run(
            "evaluate",
            path("bars"),
            "--format",
            "csv",
            "--set",
            "data.options.sep=\"|\"",
            "--json");

    assertThat(evaluated.json()).isEqualTo(run("evaluate", parquet.toString(), "--json").json());
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "predict", "init"})
  void aFormatThatThereIsNotIsOneLine(String command) {
    String[] options =
        command.equals("evaluate")
            ? new String[] {"--format", "cvs"}
            : new String[] {"--format", "cvs", "--output", path("unwritten")};

    run(command, path("csv"), options)
        .isOneLineThatNames(List.of("no data source cvs", "parquet, csv, json, orc"));

    assertThat(Files.exists(bench.path("unwritten"))).isFalse();
  }
}
