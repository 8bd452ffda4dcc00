package org.lockstep.training.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.lockstep.network.Blas;

/** Describes what the bits of a run depend on besides its settings: processor, BLAS, versions. */
public final class Machine {
  private Machine() {}

  /** Versions of Lockstep and its dependencies, which the build wrote into the jar. */
  public static Map<String, String> versions(String spark) {
    Properties built = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("versions.properties")) {
      built.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "lockstep", built.getProperty("lockstep"),
        "nd4j", built.getProperty("nd4j"),
        "spark", spark,
        "java", Runtime.version().toString());
  }

  /** The processor's name as the system gives it. */
  public static String processor() {
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

  /** The BLAS library and the kernel that it chose. */
  public static String blas() {
    return Blas.description();
  }
}
