package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored settings of a run are read as plain data, and contain no secrets. */
@Tag("spark")
class KeptRunTest {
  @TempDir private static Path trained;

  private final Workbench bench;
  private final Path folder;

  KeptRunTest(@TempDir Path folder) {
    this.folder = folder;
    bench = new Workbench(folder);
  }

  @BeforeAll
  static void train() {
    Workbench bench = new Workbench(trained);
    bench.train(bench.write("good.parquet", good()), "training.epochs=1").json();
  }

  @BeforeEach
  void copy() throws IOException {
    FileUtils.copyDirectory(trained.toFile(), folder.toFile());
  }

  private Path settings(boolean isFinished) {
    Path finished = bench.path("model/settings.conf");
    Path unfinished = bench.path("model/unfinished.conf");
    try {
      return isFinished ? finished : Files.move(finished, unfinished);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(Path file, String line) {
    try {
      Files.writeString(file, Files.readString(file) + "\n" + line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String model() {
    return bench.path("model").toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report | true | logging.mlflow.experiment = ${?PATH} | substitution",
        "report | false | spark { x = ${?PATH} } | substitution",
        "report | true | include url(\"http://127.0.0.1:9/x\") | of a run include",
        "report | false | include \"good\" | of a run include",
        "resume | true | training.epochs = ${?PATH} | substitution",
        "resume | false | include classpath(\"lockstep-defaults.conf\") | of a run include",
        "resume | false | spark.jars = evil.jar | spark.jars.*--set",
        "resume | false | spark.plugins = org.evil.Plugin | spark.plugins.*--set",
        "verify | true | spark.jars = evil.jar | spark.jars.*--set",
        "verify | true | spark.extraListeners = org.evil.Listener | spark.extraListeners.*--set",
        "verify | true | include file(\"/etc/hosts\") | of a run include",
      })
  void aRunFolderWithUnsafeSettingsIsRefusedInOneLineAndNotChanged(
      String command, boolean isFinished, String line, String pattern) {
    append(settings(isFinished), line);
    Map<String, String> before = bench.listing();

    Run run = Run.lockstep(command, model());

    run.isOneLineThatNames(List.of(pattern, "settings.conf"));
    assertThat(run.err()).doesNotContain(System.getenv("PATH"));
    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"hidden1, 0", "output, 1"})
  void aRunOfAnOlderVersionThatCountedLayersFrom0ResumesWithTheSameLayersFrozen(
      String name, int before) throws IOException {
    Path table = bench.write("table.parquet", good());
    String freeze = "training.freeze=[%s]".formatted(name);
    FileUtils.deleteDirectory(bench.path("model").toFile());
    JsonNode whole = bench.train(table, freeze, "training.epochs=2").json();
    FileUtils.deleteDirectory(bench.path("model").toFile());
    bench.train(table, freeze, "training.epochs=1").json();
    Path kept = bench.path("model/settings.conf");
    String text = Files.readString(kept);
    String frozen = "(freeze=\\[\\s*)\"?%s\"?(\\s*])".formatted(name);
    assertThat(text).containsPattern(frozen);
    Files.writeString(kept, text.replaceFirst(frozen, "$1%d$2".formatted(before)));

    Run run = Run.lockstep("resume", model(), "--json", "--set", "training.epochs=2");

    assertThat(run.json().get("digest")).isEqualTo(whole.get("digest"));
    assertThat(Files.readString(kept)).containsPattern(frozen);
  }

  @Test
  void aRunWhoseSettingsContainSubstitutionsIsLeftOutOfTheList() {
    append(settings(false), "logging.mlflow.experiment = ${?PATH}");

    Run run = Run.lockstep("runs", folder.toString());

    assertThat(run.status()).isZero();
    assertThat(run.err()).contains("model is left out", "substitution");
    assertThat(run.out() + run.err()).doesNotContain(System.getenv("PATH"));
  }

  @Test
  void aSearchDoesNotResolveSubstitutionsInTheSettingsOfItsTrials() {
    String[] search = {
      "tune",
      bench.settings().toString(),
      "--set",
      "data.train=" + bench.path("good.parquet"),
      "--set",
      "output=" + bench.path("search"),
      "--set",
      "data.validation=0.2",
      "--set",
      "training.epochs=1",
      "--try",
      "network.hidden=[[3]]"
    };
    assertThat(Run.lockstep(search).status()).isZero();
    append(bench.path("search/trial-001/settings.conf"), "include \"/etc/hosts\"");

    Run.lockstep(search).isOneLineThatNames(List.of("of a run include", "trial-001"));
  }

  @Test
  void anUnsafeStoredSettingIsReplacedByTheCommandLine() {
    append(settings(true), "spark.jars = evil.jar");

    Run run = Run.lockstep("verify", model(), "--set", "spark.jars=null");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).startsWith("verified");
  }

  @Test
  void resumeOfAFinishedRunPrintsItsResultDespiteUnsafeStoredSettings() {
    append(settings(true), "spark.jars = evil.jar");

    assertThat(Run.lockstep("resume", model()).out()).contains("digest");
    Run.lockstep("resume", model(), "--set", "training.epochs=2")
        .isOneLineThatNames(List.of("spark.jars = evil.jar"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key=sesame",
        "spark.hadoop.my.credential=sesame",
        "spark.hadoop.my.passwd=sesame",
        "spark.hadoop.my.passphrase=sesame",
        "spark.hadoop.my.pwd=sesame",
        "spark.hadoop.my.auth=sesame",
        "spark.hadoop.fs.azure.sas.c.acct=sesame",
        "spark.hadoop.ConnectionURL=jdbc:postgresql://db/x?user=ann&password=sesame",
        "spark.hadoop.my.url=https://ann:sesame@h.test/x",
        "spark.hadoop.my.url=https://h.test/x?sig=sesame",
        "spark.executor.extraJavaOptions=-Djavax.net.ssl.keyStorePassword=sesame",
      })
  void noFileOrOutputOfARunContainsASecret(String secret) throws IOException {
    Run run =
        bench.train(
            bench.path("good.parquet"),
            "training.epochs=1",
            "overwrite=true",
            "logging.tensorboard=true",
            secret);
    Run report = Run.lockstep("report", model());

    assertThat(run.json()).isNotNull();
    assertThat(report.status()).as("%s", report).isZero();
    assertThat(run.out() + run.err() + report.out() + report.err()).doesNotContain("sesame");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                      .doesNotContain("sesame"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train|no.conf|--set|spark.my.password=ses ame",
        "train|CONF|--set|data.train=s3a://AK:sesame@bucket/x|--set|training.epochs=0",
        "train|CONF|--set|password=sesame, open",
        "train|CONF|--set|lanes.secret=sesame",
        "train|CONF|--set|training.seed=https://ann:sesame@h.test",
        "validate|CONF|--set|data.train=nofs://ann:sesame@bucket/x",
        "predict|nofs://ann:sesame@h.test/m|x|--output|y",
        "evaluate|nofs://ann:sesame@h.test/m|x",
        "inspect|nofs://ann:sesame@h.test/m",
        "report|nofs://ann:sesame@h.test/m",
        "resume|nofs://ann:sesame@h.test/m",
        "runs|nofs://ann:sesame@h.test/m",
        "export|nofs://ann:sesame@h.test/m|--output|x?sig=sesame",
        "train|CONF|--password=sesame",
        "evaluate|m|d|https://ann:sesame@h.test/x",
      })
  void noErrorMessageContainsASecret(String command) {
    String conf = bench.settings().toString();

    Run run = Run.lockstep(command.replace("CONF", conf).split("\\|"));

    assertThat(run.status()).as("%s", run).isEqualTo(2);
    assertThat(run.out() + run.err() + run.stray()).doesNotContain("sesame", "ses ame", "open");
    Run traced = Run.lockstep((command.replace("CONF", conf) + "|--stacktrace").split("\\|"));
    assertThat(traced.out() + traced.err() + traced.stray()).doesNotContain("sesame", "ses ame");
  }
}
