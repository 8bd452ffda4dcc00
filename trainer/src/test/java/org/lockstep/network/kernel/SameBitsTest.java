package org.lockstep.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.support.OwnProcess;

/** The portable kernel has the same bits on every processor, by vectors of any width or by none. */
@Tag("spark")
class SameBitsTest {
  /** The same on every machine: if one changes, so does every model that the kernel has trained. */
  private static final List<String> DIGESTS = digests();

  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  /** Lines of a name and a digest; a new activation, loss or optimizer need not be there. */
  private static List<String> digests() {
    try {
      return Files.readAllLines(Path.of("src/test/resources/same-bits/digests.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void plainLoopsGiveTheExpectedBits() {
    assertThat(DIGESTS).contains("kernel " + KernelDigest.of(new ScalarProduct(), 1));
  }

  @Test
  void theVectorApiGivesTheExpectedBits() {
    assertThat(ChainedProducts.hasVectorApi()).as("the tests run with %s", MODULE).isTrue();

    assertThat(DIGESTS).contains("kernel " + KernelDigest.of(ChainedProducts.fastest(), 1));
  }

  @Test
  void everyActivationLossAndOptimizerTrainsToTheExpectedBits() {
    assertThat(DIGESTS).hasSizeGreaterThan(30);

    assertThat(TrainingDigest.lines(1)).containsAll(DIGESTS.subList(1, DIGESTS.size()));
  }

  /** Before, while and after the JIT compiles the kernel; no processor but x86 has these widths. */
  @ParameterizedTest
  @CsvSource({"-XX:UseAVX=3, 100", "-XX:UseAVX=2, 100", "-XX:UseAVX=1, 100", "-Xint, 1"})
  void vectorsOfEveryWidthGiveTheExpectedBits(String flag, int times, @TempDir Path folder)
      throws Exception {
    List<String> said = linesOfOwnProcess(MODULE + " " + flag, times, folder);

    assertThat(said.get(0)).contains("VectorProduct");
    assertThat(said).containsAll(DIGESTS);
  }

  @Test
  void aJvmWithoutTheVectorModuleUsesPlainLoopsWithTheExpectedBits(@TempDir Path folder)
      throws Exception {
    List<String> said = linesOfOwnProcess("", 100, folder);

    assertThat(said.get(0)).isEqualTo("ScalarProduct");
    assertThat(said).containsAll(DIGESTS);
  }

  /** A tenth of this JVM's thresholds, which the build has raised to ten times the defaults. */
  @Test
  void preparingTheKernelHasTheJitCompileEveryTile(@TempDir Path folder) throws Exception {
    String options = " -Xbatch -XX:CompileThresholdScaling=0.1 -XX:+PrintCompilation";

    String compiled =
        OwnProcess.run(PreparedKernel.class, folder, Map.of("JDK_JAVA_OPTIONS", MODULE + options));

    List<String> tiles = compiled.lines().filter(line -> line.startsWith("tile ")).toList();
    assertThat(tiles).hasSizeGreaterThan(1);
    for (String tile : tiles) {
      assertThat(compiled).containsPattern(" 4 +\\S+" + tile.substring(5) + "::multiply \\(");
    }
  }

  @Test
  @EnabledOnOs(architectures = "amd64")
  void aProcessorWithoutFusedMultiplyAddIsRefused(@TempDir Path folder) throws Exception {
    String said =
        OwnProcess.run(
            UsableKernels.class, folder, Map.of("JDK_JAVA_OPTIONS", MODULE + " -XX:-UseFMA"));

    assertThat(said)
        .contains("nd4j: usable")
        .contains("portable: ")
        .contains("no fused multiply-add")
        .contains("training.kernel = portable")
        .contains("training.kernel = nd4j");
  }

  private static List<String> linesOfOwnProcess(String options, int times, Path folder)
      throws Exception {
    String known = "-XX:+IgnoreUnrecognizedVMOptions ";
    return OwnProcess.run(
            TrainingDigest.class,
            folder,
            Map.of("JDK_JAVA_OPTIONS", known + options),
            String.valueOf(times))
        .lines()
        .toList();
  }
}
