package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands on a run's folder that is damaged or forged. */
@Timeout(120)
@Tag("spark")
class DamagedRunTest {
  @TempDir private static Path trained;

  private final Workbench bench;
  private final Path run;

  DamagedRunTest(@TempDir Path folder) {
    bench = new Workbench(folder);
    run = bench.path("runs/bad");
  }

  /** A change to a file. */
  private interface Damage {
    void to(Path file) throws Exception;
  }

  @BeforeAll
  static void train() {
    Workbench first = new Workbench(trained);
    Path table = first.write("good.parquet", good());
    first.train(table, "training.epochs=2", "data.validation=0.2").json();
  }

  @BeforeEach
  void copy() throws IOException {
    FileUtils.copyDirectory(trained.resolve("model").toFile(), run.toFile());
    FileUtils.copyDirectory(trained.resolve("model").toFile(), bench.path("runs/good").toFile());
  }

  private static Damage text(String text) {
    return file -> Files.writeString(file, text);
  }

  private static Damage made(String... command) {
    return file -> {
      Files.delete(file);
      String[] all =
          Stream.concat(Stream.of(command), Stream.of(file.toString())).toArray(String[]::new);
      assertThat(new ProcessBuilder(all).start().waitFor()).isZero();
    };
  }

  private static Damage sparse(long bytes) {
    return file -> {
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(bytes);
      }
    };
  }

  private static Damage manifest(String name, String value) {
    return file -> {
      ObjectNode manifest = (ObjectNode) new ObjectMapper().readTree(file.toFile());
      manifest.put(name, value).remove("checksum");
      manifest.put("checksum", DigestUtils.sha256Hex(manifest.toString()));
      Files.writeString(file, manifest.toString());
    };
  }

  private static Arguments damage(String file, String name, Damage damage) {
    return Arguments.of(file, name, damage);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("settings.conf", "17 MB", text("#".repeat(17_000_000))),
        damage("settings.conf", "50,000 brackets", text("a = " + "[".repeat(50_000))),
        damage("settings.conf", "50,000 blocks", text("a {".repeat(50_000))),
        damage("settings.conf", "pairs", text("[".repeat(50_000) + "]".repeat(50_000))),
        damage("settings.conf", "a long path", text("a.".repeat(50_000) + "a = 1")),
        damage("settings.conf", "NUL", text("\u0000".repeat(20))),
        damage("settings.conf", "a pipe", made("mkfifo")),
        damage("settings.conf", "a folder", made("mkdir")),
        damage("settings.conf", "a device", made("ln", "-s", "/dev/zero")),
        damage("settings.conf", "40 GB", sparse(40L << 30)),
        damage("manifest.json", "a digest of two digits", manifest("digest", "ab")),
        damage("manifest.json", "no digest", manifest("digest", null)),
        damage("manifest.json", "brackets", text("[".repeat(50_000))),
        damage("manifest.json", "empty", text("")),
        damage("manifest.json", "a pipe", made("mkfifo")),
        damage("manifest.json", "a device", made("ln", "-s", "/dev/zero")),
        damage("manifest.json", "a folder", made("mkdir")),
        damage("manifest.json", "40 GB", sparse(40L << 30)),
        damage("metrics.jsonl", "NUL", text("\u0000".repeat(100) + "\n")),
        damage("metrics.jsonl", "a long line", text("x".repeat(1 << 20) + "\n")),
        damage("metrics.jsonl", "brackets", text("[".repeat(50_000) + "\n")),
        damage("metrics.jsonl", "no row", text("{\"format-version\":1,\"seconds\":null}\n")),
        damage("metrics.jsonl", "a pipe", made("mkfifo")),
        damage("metrics.jsonl", "a folder", made("mkdir")),
        damage("metrics.jsonl", "a device", made("ln", "-s", "/dev/zero")),
        damage("metrics.jsonl", "40 GB", sparse(40L << 30)));
  }

  private static Run command(String... args) {
    return Run.lockstep(args);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("damages")
  void reportOfADamagedRunIsOneLineThatNamesTheFile(String file, String name, Damage damage)
      throws Exception {
    damage.to(run.resolve(file));

    command("report", run.toString()).isOneLineThatNames(List.of(file.replace(".", "\\.")));
    assertThat(run.resolve("report.html")).doesNotExist();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("damages")
  void runsListsTheOtherRuns(String file, String name, Damage damage) throws Exception {
    damage.to(run.resolve(file));
    if (file.equals("settings.conf")) {
      Files.move(
          run.resolve(file), run.resolve("unfinished.conf")); // otherwise no command reads it
    }

    Run runs = command("runs", bench.path("runs").toString());

    assertThat(runs.status()).as("%s", runs).isZero();
    assertThat(runs.out().lines()).hasSize(2).last().asString().startsWith("good");
    assertThat(runs.err().lines())
        .singleElement()
        .asString()
        .startsWith("warning: bad is left out: ")
        .hasSizeLessThan(600);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("damages")
  void resumeAndVerifyOfADamagedRunAreOneLine(String file, String name, Damage damage)
      throws Exception {
    if (file.equals("metrics.jsonl")) {
      return; // they do not read it of a run that is finished
    }
    damage.to(run.resolve(file));

    command("resume", run.toString()).isOneLineThatNames(List.of());
    command("verify", run.toString()).isOneLineThatNames(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "1e308, -1e308",
    "4.9e-324, 1e308",
    "4.9e-324, 4.9e-324",
    "0, 0",
    "1e308, 1e308",
    "-0.0, 1e-320",
    "1, 1.0000000000000002",
    "null, null",
    "1e999, 1"
  })
  void reportTerminatesForLossesOfAnyMagnitude(String first, String last) throws IOException {
    Path history = run.resolve("metrics.jsonl");
    List<String> rows = Files.readAllLines(history);
    rows.set(0, rows.get(0).replaceAll("\"(loss|gradient-norm)\":[^,]+", "\"$1\":" + first));
    rows.set(1, rows.get(1).replaceAll("\"(loss|elapsed|compute)\":[^,]+", "\"$1\":" + last));
    Files.write(history, rows);

    Run report = command("report", run.toString());

    assertThat(report.status()).as("%s", report).isZero();
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void reportTerminatesForAbsurdIterationNumbers() throws IOException {
    Path history = run.resolve("metrics.jsonl");
    String rows = Files.readString(history);
    Files.writeString(
        history,
        rows.replaceAll("\"iteration\":\\d+", "\"iteration\":" + Long.MAX_VALUE)
            .replaceAll("\"iterations\":\\d+", "\"iterations\":" + Integer.MAX_VALUE)
            .replaceAll("\"epoch\":\\d+", "\"epoch\":" + Integer.MAX_VALUE));

    assertThat(command("report", run.toString()).status()).isZero();
    assertThat(command("runs", bench.path("runs").toString()).out().lines()).hasSize(3);
  }

  /** Damaged checkpoints are skipped with a warning. */
  @ParameterizedTest
  @CsvSource({"mkfifo", "mkdir", "text", "sparse"})
  void aRunWithDamagedCheckpointsRestartsFromTheBeginning(String kind) throws Exception {
    Files.move(run.resolve("settings.conf"), run.resolve("unfinished.conf"));
    Damage damage =
        switch (kind) {
          case "text" -> text("\u0000".repeat(100));
          case "sparse" -> sparse(40L << 30);
          default -> made(kind);
        };
    try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
      checkpoints
          .filter(file -> file.toString().endsWith(".safetensors"))
          .forEach(
              file -> {
                try {
                  damage.to(file);
                } catch (Exception e) {
                  throw new UncheckedIOException(new IOException(e));
                }
              });
    }

    Run resumed = command("resume", run.toString(), "--json");

    assertThat(resumed.status()).as("%s", resumed).isZero();
    assertThat(resumed.err()).contains("is damaged and passed over");
    assertThat(resumed.json().get("digest").asText())
        .isEqualTo(
            new ObjectMapper()
                .readTree(trained.resolve("model/manifest.json").toFile())
                .get("digest")
                .asText());
  }
}
