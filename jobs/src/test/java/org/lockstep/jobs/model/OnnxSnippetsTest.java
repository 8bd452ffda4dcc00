package org.lockstep.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;

/** The programs in jobs/README.md that feed an exported model, run as they stand there. */
@Tag("spark")
class OnnxSnippetsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path MODULES = Path.of("target", "node", "node_modules").toAbsolutePath();
  private static final Pattern FRACTION = Pattern.compile("\\d+\\.\\d+(?:e-\\d+)?");

  @TempDir private static Path folder;
  private static String exported = "";

  @BeforeAll
  static void export() {
    String[] train = {
      "train",
      ROOT.resolve("conf/penguins.conf").toString(),
      "--json",
      "--set",
      "training.epochs=5",
      "--set",
      "output=" + folder.resolve("runs/penguins"),
      "--set",
      "data.train=" + ROOT.resolve("conf/data/penguins-train.parquet"),
      "--set",
      "data.validation=null"
    };
    assertThat(Run.lockstep(train).status()).isZero();
    Path file = folder.resolve("runs/penguins.onnx");
    Run run =
        Run.lockstep(
            "export", folder.resolve("runs/penguins").toString(), "--output", file.toString());
    assertThat(run.status()).as("%s", run).isZero();
    exported = run.out();
  }

  /** The block of indented lines that begins with a text. */
  private static String snippet(String begin) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("jobs/README.md"));
    int from = lines.indexOf("    " + begin);
    assertThat(from).as(begin).isNotNegative();
    return String.join(
        "\n",
        lines.subList(from, lines.size()).stream()
            .takeWhile(line -> line.startsWith("    "))
            .map(line -> line.substring(4))
            .toList());
  }

  /** What a program prints, in the folder of the runs; empty if there is no such program. */
  private static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      int status = builder.start().waitFor();
      String printed = Files.readString(output);
      assertThat(status).as(printed).isZero();
      return printed;
    } catch (IOException e) {
      return "";
    }
  }

  private static void assertAnswersAreTheModels(String printed) {
    Scorer scorer = Scorer.load(folder.resolve("runs/penguins"));
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(row("Biscoe", "FEMALE", 46.1, 13.2, 211, 4500));
    rows.add(row("Dream", null, null, 18.0, 195, 3700));
    List<Double> probabilities = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      var prediction = (RowPrediction.Label) scorer.score(row).orElseThrow();
      assertThat(printed).contains("'%s'".formatted(prediction.label()));
      prediction.probabilities().forEach(p -> probabilities.add((double) p));
    }
    List<Double> found =
        FRACTION.matcher(printed).results().map(MatchResult::group).map(Double::valueOf).toList();
    assertThat(found).as(printed).hasSameSizeAs(probabilities);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isCloseTo(probabilities.get(i), within(1e-5));
    }
  }

  private static Map<String, Object> row(
      Object island, Object sex, Object length, Object depth, Object flipper, Object mass) {
    Map<String, Object> row = new HashMap<>();
    row.put("island", island);
    row.put("sex", sex);
    row.put("beak_length_mm", length);
    row.put("beak_depth_mm", depth);
    row.put("flipper_length_mm", flipper);
    row.put("body_mass_g", mass);
    return row;
  }

  @Test
  void theShownSignatureIsThatWhichExportPrints() throws IOException {
    List<String> shown =
        snippet("$ scripts/lockstep export runs/penguins --output runs/penguins.onnx --overwrite")
            .lines()
            .skip(2)
            .toList();

    assertThat(shown).contains("  ...");
    assertThat(exported.lines().toList())
        .containsAll(shown.stream().filter(line -> !line.equals("  ...")).toList());
  }

  @Test
  void theProgramForNodeGetsTheAnswersOfTheModel() throws Exception {
    String program = snippet("const { InferenceSession, Tensor } = require(\"onnxruntime-node\");");
    assumeTrue(
        Files.isDirectory(MODULES.resolve("onnxruntime-node")),
        "no onnxruntime-node in jobs/target/node: scripts/test installs it, if there is npm");

    assertAnswersAreTheModels(run(Map.of("NODE_PATH", MODULES.toString()), "node", "-e", program));
  }

  @Test
  void theProgramForPythonGetsTheAnswersOfTheModel() throws Exception {
    String program = snippet("import numpy, onnxruntime");
    String has = "try:\n  import numpy, onnxruntime; print(1)\nexcept ImportError: pass";
    assumeTrue(!run(Map.of(), "python3", "-c", has).isBlank(), "no python3 that has onnxruntime");

    assertAnswersAreTheModels(run(Map.of(), "python3", "-c", program));
  }
}
