package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.lockstep.jobs.Installation.JAR;
import static org.lockstep.jobs.Installation.ROOT;
import static org.lockstep.jobs.Installation.TESTED_SPARK;
import static org.lockstep.jobs.Installation.data;
import static org.lockstep.jobs.Installation.sparkClassPath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.session.Failure;

/**
 * The jar on a version of Spark: the one that it is built with, or another that scripts/test-spark
 * brings. Its jars run as processes: spark-submit, master, worker and executors.
 */
@Tag("cluster")
@Timeout(900)
class SparkVersionIT {
  private static final Duration TRAINING = Duration.ofMinutes(5);
  private static final String WARNING = "warning: ";

  private static Path folder;
  private static URLClassLoader jars;
  private static boolean isSupported;

  @BeforeAll
  static void findTheJars(@TempDir Path temporary) throws IOException {
    folder = temporary;
    try (Stream<Path> files = Files.list(TESTED_SPARK.resolve("jars"))) {
      List<URL> urls = new ArrayList<>(List.of(JAR.toUri().toURL()));
      for (Path file : files.sorted().toList()) {
        urls.add(file.toUri().toURL());
      }
      jars = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
    isSupported = jars.getResource("org/apache/spark/sql/classic/SparkSession.class") != null;
  }

  @AfterAll
  static void closeTheJars() throws IOException {
    jars.close();
  }

  @Test
  void ofAnUnsupportedVersionOneLineNamesTheSupportedOnes()
      throws IOException, InterruptedException {
    assumeTrue(!isSupported, "a supported version");

    String name = "unsupported";
    try (JavaProcess process =
        JavaProcess.start(
            name, folder, Map.of("SPARK_HOME", TESTED_SPARK.toString()), local(name))) {
      assertThat(process.await(TRAINING)).as("%s", process).isEqualTo(Failure.MISTAKE);
      assertThat(process.err())
          .containsPattern("(?m)^lockstep: this is Spark 3\\..* use Spark 4\\.0, 4\\.1 or 4\\.2")
          .doesNotContain("Exception");
    }
  }

  @Test
  void itHasEveryClassAndMethodThatTheJarCalls() throws IOException {
    assumeTrue(isSupported, "not a supported version");

    SparkReferences references = SparkReferences.of(JAR, jars);

    assertThat(references.count()).isGreaterThan(1000);
    assertThat(references.missing()).isEmpty();
  }

  @Test
  void itMakesPagesWithTheHeaderOfItsUi() throws ReflectiveOperationException {
    assumeTrue(isSupported, "not a supported version");

    Object hasHeader =
        jars.loadClass("org.lockstep.spark.UiPage").getMethod("hasHeader").invoke(null);

    assertThat(hasHeader).isEqualTo(true);
  }

  @Test
  void onItLocallyAndOnAClusterTheModelHasTheBitsOfTheReadme()
      throws IOException, InterruptedException {
    assumeTrue(isSupported, "not a supported version");
    try (StandaloneCluster cluster = new StandaloneCluster(TESTED_SPARK, folder, 2)) {
      String here = json(run("local", cluster, local("local"))).get("digest").asText();
      assertThat(here).isEqualTo(digestOfReadme());

      JsonNode there = json(run("cluster", cluster, submit("cluster", "", cluster.master())));
      assertThat(there.get("exchange").asText()).as("%s", cluster.output()).isEqualTo("resident");
      assertThat(there.get("partitions").asInt()).as("one a slot of two cores").isEqualTo(2);
      assertThat(there.get("digest").asText()).isEqualTo(here);
      assertThat(JavaProcess.read(folder.resolve("cluster.err"))).doesNotContain("Exception");

      JsonNode byJobs =
          json(
              run(
                  "internals-missing",
                  cluster,
                  submit(
                      "internals-missing",
                      withoutDriverRef() + ":",
                      cluster.master(),
                      "training.epochs=1")));
      assertThat(byJobs.get("exchange").asText()).isEqualTo("job");
      assertThat(JavaProcess.read(folder.resolve("internals-missing.err")))
          .containsOnlyOnce(WARNING + "Spark")
          .contains("lacks what the resident exchange needs")
          .contains("NoSuchMethodError")
          .doesNotContain("\tat ");
    }
  }

  /** A folder with a class of Spark that lacks a method which the resident exchange calls. */
  private static Path withoutDriverRef() throws IOException {
    String name = "org/apache/spark/util/RpcUtils.class";
    ClassWriter changed = new ClassWriter(0);
    try (InputStream in = jars.getResourceAsStream(name)) {
      new ClassReader(in)
          .accept(
              new ClassVisitor(Opcodes.ASM9, changed) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String method, String descriptor, String signature, String[] e) {
                  return method.equals("makeDriverRef")
                      ? null
                      : super.visitMethod(access, method, descriptor, signature, e);
                }
              },
              0);
    }
    Path root = folder.resolve("newer-spark");
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, changed.toByteArray());
    return root;
  }

  private static String digestOfReadme() throws IOException {
    var shown =
        Pattern.compile("training\\.kernel=portable .*\\s+\\.\\.\\.\\s+digest +(\\w{64})")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(shown.find()).isTrue();
    return shown.group(1);
  }

  private static List<String> local(String name) {
    return submit(name, "", "local[2]");
  }

  /** The arguments of java for spark-submit of conf/digits.conf. */
  private static List<String> submit(
      String name, String before, String master, String... settings) {
    List<String> command = new ArrayList<>();
    command.add("@" + TESTED_SPARK.resolve("conf/java-options"));
    command.addAll(JavaProcess.options());
    command.addAll(List.of(JavaProcess.WITH_C2, "--add-modules=jdk.incubator.vector"));
    command.addAll(List.of("-Xmx1g", "-cp", before + sparkClassPath(TESTED_SPARK)));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
    command.addAll(List.of("--driver-memory", "1g", "--executor-memory", "768m"));
    command.addAll(List.of("--executor-cores", "2", "--total-executor-cores", "4"));
    if (!master.startsWith("local")) {
      command.addAll(List.of("--conf", "spark.task.cpus=2"));
    }
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--class", "org.lockstep.jobs.Main", JAR.toString()));
    command.addAll(List.of("train", ROOT.resolve("conf/digits.conf").toString(), "--json"));
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("training.kernel=portable");
    all.add("data.train=" + data("digits-train"));
    all.add("data.validation=" + data("digits-test"));
    all.add("output=" + folder.resolve(name + "-model"));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    return command;
  }

  private static String run(String name, StandaloneCluster cluster, List<String> command)
      throws IOException, InterruptedException {
    try (JavaProcess process = JavaProcess.start(name, folder, cluster.environment(), command)) {
      assertThat(process.await(TRAINING)).as("%s%s", process, cluster.output()).isZero();
      return process.out();
    }
  }

  private static JsonNode json(String text) throws IOException {
    assertThat(text.lines()).as("standard output holds the result alone").hasSize(1);
    return new ObjectMapper().readTree(text);
  }
}
