package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.lockstep.jobs.Installation.JAR;
import static org.lockstep.jobs.Installation.ROOT;
import static org.lockstep.jobs.Installation.SPARK_HOME;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar and the wheel with a real PySpark: the folder that {@code PYSPARK_HOME} names, or what
 * {@code PYSPARK_PYTHON} imports. Spark itself is that of the build.
 */
class PySparkIT {
  private static final String ABSENT =
      "PySpark is not here, so neither the wheel nor the example of README.md is tried with it; set"
          + " PYSPARK_HOME to a folder that has pyspark, and PYSPARK_PYTHON to a Python with numpy"
          + " and pandas";
  private static final String PYTHON = System.getenv().getOrDefault("PYSPARK_PYTHON", "python3");

  @TempDir private static Path folder;
  private static String pyspark = "";
  private static Path sparkHome = Path.of("");

  @BeforeAll
  static void findPySpark() throws Exception {
    String home = System.getenv().getOrDefault("PYSPARK_HOME", "");
    try (Stream<Path> candidates =
        home.isEmpty() ? Stream.of() : Stream.of(Path.of(home, "python"), Path.of(home))) {
      for (Path found : candidates.filter(f -> Files.isDirectory(f.resolve("pyspark"))).toList()) {
        try (Stream<Path> files = Files.walk(found.resolve("lib"), 1)) {
          pyspark =
              Stream.concat(
                      Stream.of(found.toString()),
                      files.map(Path::toString).filter(name -> name.endsWith(".zip")))
                  .collect(Collectors.joining(":"));
        }
        break;
      }
    }
    boolean isThere = run(Map.of(), PYTHON, "-c", "import pandas, pyspark.ml").status() == 0;
    if (!isThere) {
      System.err.println("PySparkIT: " + ABSENT);
    }
    assumeTrue(isThere, ABSENT);
    sparkHome = sparkHome();
    for (String name : List.of("conf", "jobs")) {
      Files.createSymbolicLink(folder.resolve(name), ROOT.resolve(name).toRealPath());
    }
  }

  /**
   * What PySpark starts its JVM from: Spark's jars, and a script that calls spark-submit's class.
   */
  private static Path sparkHome() throws IOException {
    Path home = Files.createDirectories(folder.resolve("spark"));
    Files.createSymbolicLink(home.resolve("jars"), SPARK_HOME.resolve("jars").toRealPath());
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/bin/sh
        exec %s @%s -Xmx1g -cp '%s:%s/jars/*' org.apache.spark.deploy.SparkSubmit "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                SPARK_HOME.resolve("conf/java-options").toRealPath(),
                SPARK_HOME.resolve("conf").toRealPath(),
                home));
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    return home;
  }

  private record Ended(int status, String output) {}

  private static Ended run(Map<String, String> environment, String... command) throws Exception {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PYTHONPATH", pyspark);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("it runs for more than 10 minutes: " + List.of(command));
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private static Path wheel() throws IOException {
    try (Stream<Path> files = Files.list(JAR.resolveSibling("dist"))) {
      return files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
    }
  }

  /** The lines of the example, as a user pastes them. */
  private static List<String> example() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
      if (line.equals("    from pyspark.ml import Pipeline, PipelineModel") || !lines.isEmpty()) {
        if (!line.isEmpty() && !line.startsWith("    ")) {
          break;
        }
        lines.add(line.isEmpty() ? "" : line.substring(4));
      }
    }
    return lines;
  }

  @Test
  void theExampleOfTheReadmeRunsWithTheInstalledWheel() throws Exception {
    Path installed = folder.resolve("installed");
    Ended pip =
        run(
            Map.of(),
            PYTHON,
            "-m",
            "pip",
            "install",
            "--no-index",
            "--no-deps",
            "--target",
            installed.toString(),
            wheel().toString());
    assertThat(pip.status()).as(pip.output()).isZero();
    List<String> lines = example();
    assertThat(lines).hasSizeBetween(30, 40);
    Path script = Files.write(folder.resolve("example.py"), lines);

    Ended ended = run(Map.of("PYTHONPATH", pyspark + ":" + installed), PYTHON, script.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output())
        .contains("beak_length_mm|", "'iteration': ", "|species|")
        .doesNotContain("Traceback");
    assertThat(ended.output().lines()).filteredOn(line -> line.matches("20 0\\.\\d+")).hasSize(1);
  }

  @Test
  void theJarIsThePackageForSparkSubmit() throws Exception {
    Path script = folder.resolve("train.py");
    Files.writeString(
        script,
        """
        from pyspark.sql import SparkSession
        spark = SparkSession.builder.getOrCreate()
        import org.lockstep.ml as ml
        rows = spark.read.parquet("conf/data/iris-train.parquet")
        model = ml.LockstepClassifier(labelCol="species", featuresCols=rows.columns[:4], maxIter=1).fit(rows)
        print("from", ml.__file__, model.digest)
        """);

    Ended ended =
        run(
            new TreeMap<>(Map.of("PYSPARK_PYTHON", PYTHON)),
            sparkHome.resolve("bin/spark-submit").toString(),
            "--master",
            "local[1]",
            "--jars",
            JAR.toString(),
            "--py-files",
            JAR.toString(),
            script.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output())
        .containsPattern("from .*lockstep.*\\.jar/org/lockstep/ml/__init__\\.py");
  }
}
