package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Control characters in names and labels are escaped by all commands. */
@Tag("spark")
class TerminalEscapesTest {
  /** Clears the screen, sets the title, begins a line, goes back, and turns the text around. */
  private static final String FEATURE =
      "dose\u001b[2J\u001b]0;owned\u0007\nforged line\r\b\u009b31m\u202eesod\u2066";

  private static final String LABEL = "out\u001bc\ncome\u007f\u0085\u2028";
  private static final String CLASS = "hi\u001b[1A\u001b[2Kgh\n";

  private static final String ANSI = "picocli.ansi";

  @TempDir private static Path shared;
  private static Workbench bench;
  private static Path table;

  @BeforeAll
  static void train() {
    bench = new Workbench(shared);
    table = bench.write("names.parquet", names());
    bench.train(table, overrides()).json();
  }

  private static Dataset<Row> names() {
    return good()
        .select(
            col("row"),
            col("dose").as(FEATURE),
            when(col("outcome").equalTo(0), lit(CLASS)).otherwise(lit("low")).as(LABEL));
  }

  private static String[] overrides() {
    return new String[] {
      "training.task=classification",
      "data.label=\"%s\"".formatted(json(LABEL)),
      "data.features=[\"%s\"]".formatted(json(FEATURE)),
      "training.epochs=2",
      "data.validation=0.2",
    };
  }

  private static String json(String text) {
    StringBuilder json = new StringBuilder();
    text.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
    return json.toString();
  }

  private static String path(String name) {
    return bench.path(name).toString();
  }

  private static Run command(String... args) {
    return Run.lockstep(args);
  }

  static Stream<List<String>> commands() {
    String model = path("model");
    String[] o = overrides();
    return Stream.of(
        List.of("inspect", model),
        List.of("inspect", model, "--json"),
        List.of("evaluate", model, table.toString()),
        List.of("evaluate", model, table.toString(), "--json"),
        List.of("predict", model, table.toString(), "--output", path("predictions")),
        List.of("predict", model, path("other.parquet"), "--output", path("none")),
        List.of("evaluate", model, path("unseen.parquet")),
        List.of(
            "validate",
            settings(),
            "--set",
            o[0],
            "--set",
            o[1],
            "--set",
            o[2],
            "--set",
            "data.train=" + table,
            "--set",
            "output=" + path("new")),
        List.of(
            "train",
            settings(),
            "--set",
            o[0],
            "--set",
            o[1],
            "--set",
            o[2],
            "--set",
            "data.train=" + table,
            "--set",
            "output=" + path("second")),
        List.of(
            "train",
            settings(),
            "--set",
            o[0],
            "--set",
            o[1],
            "--set",
            "data.features=[\"%s\"]".formatted(json(FEATURE + "x")),
            "--set",
            "data.train=" + table,
            "--set",
            "output=" + path("third")),
        List.of("init", table.toString(), "--output", path("drafted.conf")),
        List.of("runs", shared.toString()),
        List.of("runs", shared.toString(), "--json"),
        List.of("runs", "no\u001b[2J\nwhere"),
        List.of("report", "no\u001b[2J\nwhere"),
        List.of("resume", "no\u001b[2J\nwhere"),
        List.of("train", "no\u001b[2J\nwhere.conf"),
        List.of("train", settings(), "--set", "training.\u001b[2J\u202e=1"),
        List.of("in\u001b[2Jspect"),
        List.of("inspect", model, "--js\u001b[2Jon\n\u202e"));
  }

  private static String settings() {
    return bench.settings().toString();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void terminalEscapesInNamesAreNotPrinted(List<String> args) throws IOException {
    FileUtils.deleteQuietly(bench.path("predictions").toFile());
    if (!Files.exists(bench.path("other.parquet"))) {
      bench.write("other.parquet", good());
      bench.write("unseen.parquet", names().withColumn(LABEL, lit("\u001b[8m\nnever seen")));
      FileUtils.copyDirectory(
          bench.path("model").toFile(), bench.path("run\u001b[2J\n\u202e").toFile());
      FileUtils.copyDirectory(
          bench.path("model").toFile(), bench.path("damaged\u001b[2J\n").toFile());
      Files.writeString(bench.path("damaged\u001b[2J\n/manifest.json"), "{\"\u001b[2J\": \u0007}");
    }

    Run run = command(args.toArray(String[]::new));

    for (String printed : List.of(run.out(), run.err())) {
      assertThat(printed.replace("\n", ""))
          .doesNotContainPattern("[\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]");
      assertThat(printed.lines())
          .noneMatch(line -> line.matches("(forged line|come|gh|where|esod|never).*"));
    }
    assertThat(run.out() + run.err()).isNotEmpty();
    assertThat(run.stray()).isEmpty();
    if (run.status() != 0) {
      run.isMistakeThatNames(List.of());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "inspect --help", "tune --help"})
  void theHelpKeepsItsColours(String help) {
    String before = System.getProperty(ANSI);
    System.setProperty(ANSI, "true");
    try {
      Run run = command(help.split(" "));

      assertThat(run.status()).isZero();
      assertThat(run.out().contains("\u001b[1m")).isEqualTo(!help.equals("--version"));
      assertThat(run.out()).doesNotContain("\\u001b");
    } finally {
      if (before == null) {
        System.clearProperty(ANSI);
      } else {
        System.setProperty(ANSI, before);
      }
    }
  }

  @Test
  void theNamesAreShownInTheTable() {
    assertThat(command("inspect", path("model")).out())
        .contains(
            "dose\\u001b[2J\\u001b]0;owned\\u0007\\nforged line\\r\\u0008\\u009b31m\\u202eesod")
        .contains("\"hi\\u001b[1A\\u001b[2Kgh\\n\", low");
  }

  @Test
  void programsReadTheNamesAsTheyAre() {
    JsonNode json = command("inspect", path("model"), "--json").json();

    assertThat(json.at("/features/0/column").asText()).isEqualTo(FEATURE);
    assertThat(json.at("/target/columns/0").asText()).isEqualTo(LABEL);
    assertThat(json.at("/target/labels/0").asText()).isEqualTo(CLASS);
  }
}
