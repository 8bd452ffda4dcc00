package org.lockstep.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.lockstep.network.Blas;
import org.nd4j.linalg.factory.Nd4j;

/** What the bits of a run depend on besides its settings: processor, BLAS, versions. */
final class Machine {
  private Machine() {}

  static Map<String, String> versions(String spark) {
    return Map.of(
        "lockstep", String.valueOf(version(Machine.class)),
        "spark", spark,
        "nd4j", String.valueOf(version(Nd4j.class)),
        "java", Runtime.version().toString());
  }

  private static String version(Class<?> of) {
    String version = of.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** The processor's name as the system gives it. */
  static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  static String blas() {
    return Blas.description();
  }
}
