package org.lockstep.ml.python;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lockstep.training.machine.Machine;

/**
 * Packs the Python package as a wheel, which pip installs without a network; equal files make equal
 * wheels.
 *
 * <p>Source: the binary distribution format of the Python Packaging User Guide, version 1.0.
 */
public final class PythonWheel {
  private static final String NAME = "lockstep_ml";
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final String METADATA =
      """
      Metadata-Version: 2.1
      Name: lockstep-ml
      Version: %s
      Summary: Neural networks on Apache Spark that train to the same bits on any cluster
      License: Apache-2.0
      Requires-Python: >=3.9

      The stages of Spark ML of Lockstep for PySpark 4: `from org.lockstep.ml import
      LockstepClassifier`. A Spark session needs lockstep.jar of the same version too.
      """;

  private static final String WHEEL =
      """
      Wheel-Version: 1.0
      Generator: lockstep
      Root-Is-Purelib: true
      Tag: py3-none-any
      """;

  private PythonWheel() {}

  /**
   * Writes the wheel.
   *
   * @param arguments the folder of the class path that has the package, and the folder of wheels
   */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /**
   * Writes the wheel into a folder, in place of older ones.
   *
   * @param classes the folder that has {@code org/lockstep/ml}
   * @return the file
   */
  static Path write(Path classes, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> there = Files.list(folder)) {
      for (Path old : there.filter(f -> f.toString().endsWith(".whl")).toList()) {
        Files.delete(old);
      }
    }
    String version =
        String.valueOf(Machine.versions("none").get("lockstep")).replace("-SNAPSHOT", ".dev0");
    String metadata = "%s-%s.dist-info/".formatted(NAME, version);
    Map<String, byte[]> files = sources(classes);
    files.put(metadata + "METADATA", bytes(METADATA.formatted(version)));
    files.put(metadata + "WHEEL", bytes(WHEEL));
    files.put(metadata + "RECORD", bytes(record(files, metadata + "RECORD")));
    Path wheel = folder.resolve("%s-%s-py3-none-any.whl".formatted(NAME, version));
    try (OutputStream out = Files.newOutputStream(wheel);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(TIME);
        archive.putNextEntry(entry);
        archive.write(file.getValue());
        archive.closeEntry();
      }
    }
    return wheel;
  }

  private static Map<String, byte[]> sources(Path classes) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(classes.resolve(Path.of("org", "lockstep", "ml")))) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".py") || name.equals("py.typed")) {
          files.put("org/lockstep/ml/" + name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  /** A line for each file: its name, hash and length; of itself the name alone. */
  private static String record(Map<String, byte[]> files, String itself) {
    StringBuilder record = new StringBuilder();
    files.forEach(
        (name, content) ->
            record.append("%s,sha256=%s,%d\n".formatted(name, hash(content), content.length)));
    return record.append(itself).append(",,\n").toString();
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
