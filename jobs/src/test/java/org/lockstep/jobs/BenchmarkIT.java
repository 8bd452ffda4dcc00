package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of the benchmark tables, not their figures. */
@Tag("cluster")
@Timeout(300)
class BenchmarkIT {
  private static final Duration MEASURING = Duration.ofMinutes(4);
  private static final Path ROOT = Path.of(property("lockstep.root")).toAbsolutePath().normalize();
  private static final String JAR = property("lockstep.shaded-jar");
  private static final Path SPARK_HOME = Path.of(property("lockstep.spark-home"));

  @ParameterizedTest
  @CsvSource({"kernel, 12", "scorer, 4", "listeners, 3"})
  void everyRowOfATableIsCompleteInMarkdownAndInJson(String table, int rows, @TempDir Path folder)
      throws IOException, InterruptedException {
    measure(table, folder);

    JsonNode json = new ObjectMapper().readTree(folder.resolve(table + ".json").toFile());
    assertThat(json.get("machine").fieldNames())
        .toIterable()
        .contains("Processor", "cores", "memory", "JVM", "BLAS", "commit");
    JsonNode grid = json.get("grids").get(0);
    assertThat(grid.get("rows")).hasSize(rows);
    int columns = grid.get("columns").size();
    for (JsonNode row : grid.get("rows")) {
      assertThat(row).hasSize(columns);
      assertThat(row).filteredOn(JsonNode::isObject).isNotEmpty();
      for (JsonNode cell : row) {
        if (cell.isObject()) {
          assertThat(cell.get("min").asDouble()).isPositive();
          assertThat(cell.get("median").asDouble())
              .isBetween(cell.get("min").asDouble(), cell.get("p90").asDouble());
        }
      }
    }
    List<String> lines =
        Files.readAllLines(folder.resolve(table + ".md")).stream()
            .filter(line -> line.startsWith("|"))
            .limit(rows + 2L) // names, dashes
            .toList();
    assertThat(lines)
        .hasSize(rows + 2)
        .allSatisfy(line -> assertThat(line.split("\\|", -1)).hasSize(columns + 2));
  }

  private static void measure(String table, Path folder) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("@" + SPARK_HOME.resolve("conf/java-options")));
    command.addAll(JavaProcess.options());
    command.add(JavaProcess.WITH_C2);
    command.addAll(
        List.of(
            "-Xmx2g",
            "-Dlockstep.jar=" + JAR,
            "-cp",
            "%s:%s:%s:%s"
                .formatted(
                    ROOT.resolve("jobs/target/test-classes"),
                    JAR,
                    SPARK_HOME.resolve("conf"),
                    SPARK_HOME.resolve("jars/*")),
            "org.lockstep.jobs.benchmark.Benchmark",
            ROOT.toString(),
            table,
            "--quick",
            "--output",
            folder.toString()));
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", SPARK_HOME.toString(),
            "SPARK_SCALA_VERSION", "2.13",
            "SPARK_LOCAL_IP", "127.0.0.1",
            "OMP_NUM_THREADS", "1");
    try (JavaProcess process = JavaProcess.start("benchmark", folder, environment, command)) {
      assertThat(process.await(MEASURING)).as("%s", process).isZero();
    }
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), "mvn verify sets " + name);
  }
}
