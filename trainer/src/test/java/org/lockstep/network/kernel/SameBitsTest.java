package org.lockstep.network.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
  /** The same on every machine: if it changes, so does every model that the kernel has trained. */
  private static final String DIGEST =
      "876a4db034d03ee3a8acfd2db2d343f669f282b87f942e40b8e1bb19f5fb7625";

  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @Test
  void plainLoopsGiveTheExpectedBits() {
    assertThat(KernelDigest.of(new ScalarProduct(), 1)).isEqualTo(DIGEST);
  }

  @Test
  void theVectorApiGivesTheExpectedBits() {
    assertThat(ChainedProducts.hasVectorApi()).as("the tests run with %s", MODULE).isTrue();

    assertThat(KernelDigest.of(ChainedProducts.fastest(), 1)).isEqualTo(DIGEST);
  }

  /** Before, while and after the JIT compiles the kernel; no processor but x86 has these widths. */
  @ParameterizedTest
  @CsvSource({"-XX:UseAVX=3, 100", "-XX:UseAVX=2, 100", "-XX:UseAVX=1, 100", "-Xint, 1"})
  void vectorsOfEveryWidthGiveTheExpectedBits(String flag, int times, @TempDir Path folder)
      throws Exception {
    assertThat(digestOfOwnProcess(MODULE + " " + flag, times, folder))
        .isEqualTo("VectorProduct " + DIGEST);
  }

  @Test
  void aJvmWithoutTheVectorModuleUsesPlainLoopsWithTheExpectedBits(@TempDir Path folder)
      throws Exception {
    assertThat(digestOfOwnProcess("", 100, folder)).isEqualTo("ScalarProduct " + DIGEST);
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

  private static String digestOfOwnProcess(String options, int times, Path folder)
      throws Exception {
    String known = "-XX:+IgnoreUnrecognizedVMOptions ";
    return OwnProcess.run(
            KernelDigest.class,
            folder,
            Map.of("JDK_JAVA_OPTIONS", known + options),
            String.valueOf(times))
        .strip();
  }
}
