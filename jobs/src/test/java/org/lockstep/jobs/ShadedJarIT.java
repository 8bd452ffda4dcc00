package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Installation.JAR;
import static org.lockstep.jobs.Installation.SPARK_HOME;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * What stands in the one jar under which names: the jar comes before Spark's on the class path, and
 * before or after those of its user.
 */
class ShadedJarIT {
  /**
   * Lockstep, and what is bound to its names: JNA, JavaCPP with OpenBLAS, and ND4J by the native
   * functions; JSpecify's four annotations, which nothing loads.
   */
  private static final String OURS =
      "(org/lockstep|com/sun/jna|org/bytedeco|org/nd4j|org/jspecify/annotations)/.+";

  /** ND4J loads both by name; the settings are those of the command line. */
  private static final Set<String> AT_THE_ROOT =
      Set.of("lockstep-defaults.conf", "nd4j-native.properties", "nd4j-op-def.pbtxt");

  @Test
  void theJarContainsNoClassOfSparksClassPath() throws IOException {
    Set<String> ours = entries(JAR);

    Set<String> twice = new TreeSet<>();
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(SPARK_HOME.resolve("jars"), "*.jar")) {
      for (Path jar : jars) {
        entries(jar).stream()
            .filter(ours::contains)
            .map(entry -> entry + " of " + jar.getFileName())
            .forEach(twice::add);
      }
    }

    assertThat(twice).isEmpty();
  }

  @Test
  void librariesThatAUserMayHaveTooAreRelocated() throws IOException {
    assertThat(entries(JAR))
        .contains(
            "org/lockstep/shaded/com/typesafe/config/Config.class",
            "org/lockstep/shaded/picocli/CommandLine.class",
            "org/lockstep/shaded/com/fasterxml/jackson/databind/ObjectMapper.class")
        .filteredOn(entry -> !entry.matches(OURS) && !AT_THE_ROOT.contains(entry))
        .filteredOn(entry -> !entry.matches("org/eclipse/org\\.nd4j-.+-git\\.properties"))
        .isEmpty();
  }

  @Test
  void aServerOfSparkConnectFindsTheStages() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      assertThat(lines(jar, "META-INF/services/org.apache.spark.ml.Estimator"))
          .containsExactlyInAnyOrder(
              "org.lockstep.ml.LockstepClassifier", "org.lockstep.ml.LockstepRegressor");
      assertThat(lines(jar, "META-INF/services/org.apache.spark.ml.Transformer"))
          .containsExactlyInAnyOrder(
              "org.lockstep.ml.LockstepClassificationModel",
              "org.lockstep.ml.LockstepRegressionModel");
    }
  }

  private static List<String> lines(ZipFile jar, String entry) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void serviceFilesAreThoseOfNd4jOfRelocatedLibrariesAndOfOurStages() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .filteredOn(name -> name.matches("META-INF/services/.+"))
          .isNotEmpty()
          .allSatisfy(
              name ->
                  assertThat(name)
                      .matches(".+/org\\.(nd4j|lockstep\\.shaded|apache\\.spark\\.ml)\\..+"));
    }
  }

  private static Set<String> entries(Path file) throws IOException {
    try (ZipFile jar = new ZipFile(file.toFile())) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .filter(name -> !name.startsWith("META-INF/") && !name.endsWith("module-info.class"))
          .collect(Collectors.toSet());
    }
  }
}
