package org.lockstep.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

@Tag("spark")
class ExplainCommandTest {
  private static Workbench bench;
  private static Path table;

  @BeforeAll
  static void train(@TempDir Path folder) {
    bench = new Workbench(folder);
    table = bench.write("good.parquet", good());
    bench.train(table, with(CLASSIFICATION, "training.epochs=4")).json();
  }

  private static Run explain(String... options) {
    String[] command = {"explain", bench.path("model").toString(), table.toString()};
    return Run.lockstep(with(command, options));
  }

  @Test
  void theJsonHasImportanceDependenceAndRowsAndTheModelKeepsTheFirstTwo() throws IOException {
    JsonNode json =
        explain("--json", "--repeats", "2", "--dependence", "2", "--points", "4", "--rows", "3")
            .json();

    assertThat(json.get("columns").findValuesAsText("column"))
        .containsExactlyInAnyOrder("age", "dose", "weight");
    List<String> strongest = json.get("columns").findValuesAsText("column").subList(0, 2);
    assertThat(json.get("dependence").findValuesAsText("column")).isEqualTo(strongest);
    for (JsonNode column : json.get("dependence")) {
      assertThat(column.get("values")).hasSize(4);
      for (JsonNode point : column.get("values")) {
        assertThat(sum(point.get("prediction"))).isCloseTo(1, within(1e-6));
      }
    }
    assertThat(json.get("rows")).hasSize(3);
    for (JsonNode row : json.get("rows")) {
      assertThat(row.get("values").fieldNames())
          .toIterable()
          .containsExactly("age", "dose", "weight");
      assertThat(row.get("baseline")).isEqualTo(json.get("rows").get(0).get("baseline"));
      for (String label : List.of("0", "1", "2")) {
        double attributed = 0;
        for (JsonNode column : row.get("attributions")) {
          attributed += column.get(label).asDouble();
        }
        assertThat(attributed)
            .isCloseTo(
                row.get("prediction").get(label).asDouble()
                    - row.get("baseline").get(label).asDouble(),
                within(1e-12));
      }
    }

    JsonNode kept = new ObjectMapper().readTree(bench.path("model/explanation.json").toFile());
    assertThat(kept).isEqualTo(((ObjectNode) json).without("rows"));
  }

  private static double sum(JsonNode numbers) {
    double sum = 0;
    for (JsonNode number : numbers) {
      sum += number.asDouble();
    }
    return sum;
  }

  @Test
  void theTextSaysWhatItCostsAndShowsRowsThatAConditionChooses() throws IOException {
    Run run =
        explain(
            "--repeats",
            "1",
            "--dependence",
            "dose",
            "--points",
            "3",
            "--where",
            "age > 79",
            "--baseline",
            "10");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err())
        .contains("3 columns, 1 permutations each: the network computes all rows 4 times")
        .contains("the dependence on 1 columns: up to 4 times more")
        .contains("up to 10 rows by 10 others: 41 computations of the network for each");
    long chosen = good().where("age > 79").count();
    assertThat(run.out().lines().filter(line -> line.startsWith("row ")))
        .hasSize((int) Math.min(10, chosen));
    assertThat(run.out().lines().filter(line -> line.matches(" +dose +0 +1 +2"))).hasSize(1);
    assertThat(run.out()).contains("explanation  ", "use  scripts/lockstep report ");
    assertThat(Files.exists(bench.path("model/explanation.json"))).isTrue();
  }

  @Test
  void theReportShowsTheExplanationOfThisModelAndOfNoOther() throws IOException {
    explain("--json", "--repeats", "1", "--dependence", "dose", "--points", "3").json();

    assertThat(report()).contains("Dependence on dose", "class=\"importance\"");

    Path file = bench.path("model/explanation.json");
    ObjectNode other = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    Files.writeString(file, other.put("digest", "of another model").toString());
    assertThat(report()).doesNotContain("Dependence on dose").contains("lockstep explain ");
    Files.writeString(file, "{");
    assertThat(report()).doesNotContain("Dependence on dose");
  }

  private static String report() throws IOException {
    Run run = Run.lockstep("report", bench.path("model").toString());
    assertThat(run.status()).as("%s", run).isZero();
    return Files.readString(bench.path("model/report.html"));
  }

  @Test
  void mistakesAreNamedInOneLine() {
    explain("--repeats", "0").isOneLineThatNames(List.of("--repeats is 0", "1 or more"));
    explain("--points", "1").isOneLineThatNames(List.of("--points is 1", "2 or more"));
    explain("--baseline", "0").isOneLineThatNames(List.of("--baseline is 0"));
    explain("--json", "--repeats", "1", "--dependence", "age,doze")
        .isOneLineThatNames(List.of("doze is no feature of the model", "age, dose, weight"));
  }
}
