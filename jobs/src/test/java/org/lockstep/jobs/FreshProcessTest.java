package org.lockstep.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.jobs.session.LogLevel;

/** Commands in a new process, which starts Spark. */
@Tag("spark")
class FreshProcessTest {
  private final Path folder;
  private final Path temporary;

  FreshProcessTest(@TempDir Path folder, @TempDir Path temporary) {
    this.folder = folder;
    this.temporary = temporary;
  }

  @Test
  void trainWritesTheModelOnlyAndPrintsTheDocumentedLinesOnly() throws Exception {
    new Workbench(folder).write("good.parquet", good());
    Files.writeString(
        folder.resolve("run.conf"),
        """
        data { train = good.parquet, label = score, features = [age, dose, weight] }
        training { task = regression, epochs = 2 }
        output = runs/größe
        """);

    Run run = process("train", "run.conf", "--json", "--set", "spark.master=local[2]");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(new ObjectMapper().readTree(run.out()).get("output").asText())
        .isEqualTo("runs/größe");
    assertThat(run.err().lines())
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches("(network|data|run|traffic|epoch|trained|model|use|digest)  .*|  .*"))
        .hasSize(14);
    assertThat(
            listing(folder).stream().map(p -> p.replaceAll("run-\\p{XDigit}{16}", "run-CHECKSUM")))
        .containsExactly(
            "good.parquet",
            "run.conf",
            "runs",
            "runs/größe",
            "runs/größe/checkpoints",
            "runs/größe/checkpoints/iteration-000000000002.safetensors",
            "runs/größe/checkpoints/iteration-000000000004.safetensors",
            "runs/größe/checkpoints/run-CHECKSUM.json",
            "runs/größe/manifest.json",
            "runs/größe/metrics.csv",
            "runs/größe/metrics.jsonl",
            "runs/größe/settings.conf",
            "runs/größe/weights.safetensors");
    assertThat(listing(temporary)).isEmpty();
  }

  @Test
  void aLogHasOneLinePerEventAndStandardOutputHasTheResultOnly() throws Exception {
    Run run = process("doctor", "--master", "local[1]", "--log-level", "info");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err().lines())
        .hasSizeGreaterThan(10)
        .allSatisfy(line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d (INFO|WARN) \\S+: .*"));
    assertThat(run.out().lines()).first().asString().startsWith("java  ");
  }

  /** What a process does before it has a logger. */
  static final class CollectGarbage {
    public static void main(String[] args) {
      LogLevel.OFF.apply();
      System.gc();
      System.out.println(LogManager.getRootLogger().getLevel());
    }
  }

  @Test
  void theLogLevelOutlivesAGarbageCollectionBeforeTheFirstLogger() throws Exception {
    assertThat(process(CollectGarbage.class, List.of()).out().strip()).isEqualTo("OFF");
  }

  @ParameterizedTest
  @CsvSource({"master, locl[2], spark\\.master", "sql.shuffle.partitions, x, shuffle\\.partitions"})
  void anInvalidSparkSettingIsOneLineWithStatusTwo(String setting, String value, String name)
      throws Exception {
    Files.writeString(
        folder.resolve("run.conf"),
        """
        data { train = good.parquet, label = score }
        training.task = regression
        output = model
        """);

    Run run = process("train", "run.conf", "--set", "spark.%s=%s".formatted(setting, value));

    run.isOneLineThatNames(List.of(name, Pattern.quote(value)));
    assertThat(listing(folder)).containsExactly("run.conf");
  }

  @Test
  void timeZoneLanguageAndCharsetOfTheJvmDoNotChangeTheModel() throws Exception {
    Workbench bench = new Workbench(folder);
    for (String time : List.of("2020-01-01 12%3A00%3A00", "2020-03-01 23%3A30%3A00")) {
      Dataset<Row> rows = good().withColumn("größe", concat(col("site"), lit("ıİ")));
      bench.write("table/ts=%s/part.parquet".formatted(time), rows);
    }
    Files.writeString(
        folder.resolve("run.conf"),
        """
        data { train = table, label = outcome, features = [ts, größe, dose] }
        training { task = classification, epochs = 2 }
        output = model
        """);
    JsonNode here =
        Run.lockstep(
                "train",
                folder.resolve("run.conf").toString(),
                "--json",
                "--set",
                "data.train=" + folder.resolve("table"),
                "--set",
                "output=" + folder.resolve("here"))
            .json();
    JsonNode evaluatedHere =
        Run.lockstep(
                "evaluate",
                folder.resolve("here").toString(),
                folder.resolve("table").toString(),
                "--json")
            .json();

    Run training =
        process(
            List.of(
                "-Duser.timezone=Asia/Tokyo", "-Duser.language=fa", "-Dfile.encoding=ISO-8859-1"),
            "train",
            "run.conf",
            "--json",
            "--set",
            "spark.master=local[2]");
    Run evaluation =
        process(
            List.of(
                "-Duser.timezone=America/Los_Angeles",
                "-Duser.language=tr",
                "-Dfile.encoding=US-ASCII"),
            "evaluate",
            "model",
            "table",
            "--json",
            "--master",
            "local[2]");

    assertThat(training.json().get("digest")).isEqualTo(here.get("digest"));
    assertThat(training.err()).contains("data  400 examples");
    assertThat(folder.resolve("model/weights.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("here/weights.safetensors"));
    assertThat(listing(folder.resolve("model"))).isEqualTo(listing(folder.resolve("here")));
    assertThat(evaluation.json()).isEqualTo(evaluatedHere);
  }

  /**
   * A view file system of Hadoop, whose mount table is defined only by a setting: one for each
   * command, so that none finds what another has set.
   */
  @Test
  void settingsOfSparkReachEveryCommandThatReadsNoSettingsFile() throws Exception {
    Path table = new Workbench(folder).write("good.parquet", good());
    new Workbench(folder).train(table, "training.epochs=1").json();
    String mount = " --set spark.hadoop.fs.viewfs.mounttable.x.link./all=" + folder.toUri();
    List<String> commands = new ArrayList<>();
    for (String command :
        List.of(
            "inspect viewfs://x/all/model",
            "export viewfs://x/all/model --output viewfs://x/all/model.onnx",
            "predict viewfs://x/all/model viewfs://x/all/good.parquet --output predictions",
            "evaluate viewfs://x/all/model viewfs://x/all/good.parquet",
            "init viewfs://x/all/good.parquet --label outcome --output first.conf",
            "report viewfs://x/all/model --output viewfs://x/all/report.html",
            "runs viewfs://x/all",
            "resume viewfs://x/all/model")) {
      String name = "x" + commands.size();
      commands.add(
          (command + mount)
              .replace("viewfs://x/", "viewfs://" + name + "/")
              .replace(".x.", "." + name + "."));
    }
    Path results = temporary.resolve("results");

    Run all =
        process(
            SessionsInTurn.class,
            List.of(),
            Files.write(temporary.resolve("commands"), commands).toString(),
            results.toString());

    assertThat(all.status()).as("%s", all).isZero();
    List<Run> runs =
        new ObjectMapper().readValue(results.toFile(), new TypeReference<List<Run>>() {});
    assertThat(runs)
        .hasSameSizeAs(commands)
        .allSatisfy(run -> assertThat(run.status()).as("%s", run).isZero());
    assertThat(listing(folder)).contains("model.onnx", "predictions", "first.conf", "report.html");
  }

  private Run process(String... args) throws IOException, InterruptedException {
    return process(List.of(), args);
  }

  private Run process(List<String> javaOptions, String... args)
      throws IOException, InterruptedException {
    return process(Main.class, javaOptions, args);
  }

  private Run process(Class<?> program, List<String> javaOptions, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(JavaProcess.options());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(args));
    Path out = temporary.resolveSibling(temporary.getFileName() + ".out");
    Path err = temporary.resolveSibling(temporary.getFileName() + ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("the process ends").isTrue();
      return new Run(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8), "");
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  private static TreeSet<String> listing(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      TreeSet<String> names = new TreeSet<>();
      paths
          .filter(path -> !path.equals(folder))
          .forEach(path -> names.add(folder.relativize(path).toString()));
      return names;
    }
  }
}
