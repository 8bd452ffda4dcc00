package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Installation.JAR;
import static org.lockstep.jobs.Installation.OTHER_VERSIONS;
import static org.lockstep.jobs.Installation.ROOT;
import static org.lockstep.jobs.Installation.SPARK_HOME;
import static org.lockstep.jobs.Installation.data;
import static org.lockstep.jobs.Installation.lockstep;
import static org.lockstep.jobs.Installation.sparkClassPath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar on a real cluster: Spark's master, two workers and spark-submit, all as processes. */
@Tag("cluster")
@Timeout(600)
class ClusterIT {
  private static final Duration TRAINING = Duration.ofMinutes(5);

  private static Path folder;
  private static StandaloneCluster cluster;
  private static String localDigest;

  @BeforeAll
  @Timeout(600)
  static void trainOnThisMachineAlone(@TempDir Path temporary)
      throws IOException, InterruptedException {
    folder = temporary;
    cluster = new StandaloneCluster(SPARK_HOME, folder, 2);
    Path model = folder.resolve("local-model");
    JsonNode result = json(run("local", lockstep(training(model, "spark.master=local[2]"))));
    localDigest = digest(model);
    assertThat(result.get("digest").asText()).isEqualTo(localDigest);
  }

  @AfterAll
  static void endTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void inClientDeployModeTheModelHasTheSameBits() throws IOException, InterruptedException {
    Path model = folder.resolve("client-model");

    JsonNode result = json(submit("client", "client", training(model)));

    assertThat(result.get("exchange").asText()).isEqualTo("resident");
    assertThat(result.get("partitions").asInt()).isEqualTo(2);
    assertThat(result.get("digest").asText()).isEqualTo(localDigest);
    assertThat(digest(model)).isEqualTo(localDigest);
  }

  @Test
  void inClusterDeployModeTheModelHasTheSameBits() throws IOException, InterruptedException {
    Path model = folder.resolve("cluster-model");

    submit("cluster", "cluster", training(model));

    assertThat(digest(model)).isEqualTo(localDigest);
  }

  /** The session of the other tests has only two slots, too few for this stage. */
  @Test
  void theResidentExchangeGivesTheSameBitsOnAnyNumberOfPartitions()
      throws IOException, InterruptedException {
    Set<String> digests = new TreeSet<>();
    for (int partitions : new int[] {1, 3, 7}) {
      Path model = folder.resolve("resident-" + partitions);
      List<String> command =
          training(
              model,
              "spark.master=local[7]",
              "training.exchange=resident",
              "training.partitions=" + partitions,
              "training.optimizer={ type = adam }",
              "network.dropout=0.1",
              "training.class-weights=balanced",
              "training.early-stopping.patience=2");
      run("resident-" + partitions, lockstep(command));
      digests.add(digest(model));
    }
    assertThat(digests).hasSize(1);
  }

  /** Executors take a kernel of BLAS that the driver, by its processor, does not take. */
  @Test
  @EnabledOnOs(architectures = "amd64")
  void aMixedClusterIsNamedAndThePortableKernelHasTheSameBitsOnIt()
      throws IOException, InterruptedException {
    List<String> options =
        List.of(
            "--master", cluster.master(), "--conf", "spark.executorEnv.OPENBLAS_CORETYPE=Nehalem");

    submit("mixed", sparkClassPath(), options, training(folder.resolve("mixed")));
    JsonNode portable =
        json(
            submit(
                "mixed-portable",
                sparkClassPath(),
                options,
                training(folder.resolve("mixed-portable"), "training.kernel=portable")));
    Path alone = folder.resolve("local-portable");
    run("local-portable", lockstep(training(alone, "training.kernel=portable")));

    assertThat(JavaProcess.read(folder.resolve("mixed.err")))
        .contains("training.kernel = nd4j computes other bits on other processors")
        .contains("kernel Nehalem");
    assertThat(JavaProcess.read(folder.resolve("mixed-portable.err")))
        .doesNotContain("other bits")
        .doesNotContain("no Vector API");
    assertThat(portable.get("digest").asText()).isEqualTo(digest(alone));
  }

  /** Without those of Spark's own major versions, with which Spark itself does not start. */
  @Test
  void otherLibraryVersionsFirstOnTheClassPathDoNotChangeTheModel()
      throws IOException, InterruptedException {
    String jars = String.join(":", otherVersions("before-spark"));

    JsonNode result =
        json(
            submit(
                "before-spark",
                jars + ":" + sparkClassPath(),
                List.of(
                    "--master",
                    cluster.master(),
                    "--conf",
                    "spark.executor.extraClassPath=" + jars),
                training(folder.resolve("before-spark"))));

    assertThat(result.get("exchange").asText()).isEqualTo("resident");
    assertThat(result.get("digest").asText()).isEqualTo(localDigest);
  }

  /** In the JVM of a local master the tasks have classes of their own then. */
  @ParameterizedTest
  @CsvSource({"cluster, resident", "local, job"})
  void olderLibraryVersionsWithUserClassPathFirstDoNotChangeTheModel(String where, String exchange)
      throws IOException, InterruptedException {
    String name = "preferred-" + where;
    Path model = folder.resolve(name);
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", where.equals("local") ? "local[2]" : cluster.master()));
    options.addAll(List.of("--jars", String.join(",", otherVersions("preferred"))));
    options.addAll(List.of("--conf", "spark.driver.userClassPathFirst=true"));
    options.addAll(List.of("--conf", "spark.executor.userClassPathFirst=true"));

    JsonNode result = json(submit(name, sparkClassPath(), options, training(model)));

    assertThat(result.get("exchange").asText()).isEqualTo(exchange);
    assertThat(result.get("digest").asText()).isEqualTo(localDigest);
    assertThat(JavaProcess.read(folder.resolve(name + ".err"))).doesNotContain("warning");
  }

  /** The jars of other versions that the build has copied. */
  private static List<String> otherVersions(String kind) throws IOException {
    try (Stream<Path> jars = Files.list(OTHER_VERSIONS.resolve(kind))) {
      List<String> paths = jars.map(Path::toString).sorted().toList();
      assertThat(paths).hasSize(9);
      return paths;
    }
  }

  /** The arguments of a short training; paths are absolute, as a driver may run elsewhere. */
  private static List<String> training(Path model, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", ROOT.resolve("conf/digits.conf").toString(), "--json"));
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("data.train=" + data("digits-train"));
    all.add("data.validation=" + data("digits-test"));
    all.add("output=" + model);
    all.add("training.epochs=6");
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  /** Runs spark-submit. */
  private static String submit(String name, String deployMode, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> options = List.of("--master", cluster.master(), "--deploy-mode", deployMode);
    return submit(name, sparkClassPath(), options, arguments);
  }

  private static String submit(
      String name, String classPath, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("@" + SPARK_HOME.resolve("conf/java-options"));
    command.addAll(JavaProcess.options());
    command.addAll(List.of("-Xmx1g", "-cp", classPath));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(options);
    command.addAll(List.of("--driver-memory", "1g", "--executor-memory", "768m"));
    command.addAll(List.of("--executor-cores", "1", "--total-executor-cores", "2"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.standalone.submit.waitAppCompletion=true"));
    command.addAll(List.of("--class", "org.lockstep.jobs.Main", JAR.toString()));
    command.addAll(arguments);
    return run(name, command);
  }

  /** Runs a command to its end, and returns its standard output. */
  private static String run(String name, List<String> command)
      throws IOException, InterruptedException {
    try (JavaProcess process = JavaProcess.start(name, folder, cluster.environment(), command)) {
      int status = process.await(TRAINING);
      if (status != 0) {
        throw new AssertionError("%s: exit status %d%n%s".formatted(name, status, process));
      }
      return process.out();
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + cluster.output(), e);
    }
  }

  private static JsonNode json(String text) throws IOException {
    assertThat(text.lines()).as("standard output holds the result alone").hasSize(1);
    return new ObjectMapper().readTree(text);
  }

  private static String digest(Path model) throws IOException {
    Path manifest = model.resolve("manifest.json");
    assertThat(manifest).as("%s", cluster.output()).exists();
    String digest = new ObjectMapper().readTree(manifest.toFile()).get("digest").asText();
    assertThat(digest).hasSize(64);
    return digest;
  }
}
