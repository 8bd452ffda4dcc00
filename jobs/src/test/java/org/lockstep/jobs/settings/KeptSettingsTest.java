package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.model.run.RunFolder;

class KeptSettingsTest {
  private static final String LEAST =
      """
      data { train = a.parquet, label = y }
      training.task = regression
      """;

  private final Path folder;

  KeptSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String run() {
    return folder.resolve("run").toString();
  }

  private RunFolder kept(String lines) {
    try {
      Files.createDirectories(folder.resolve("run"));
      Files.writeString(folder.resolve("run/settings.conf"), LEAST + lines);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return RunFolder.reopen(new Configuration(), run());
  }

  private SettingsFile looked(String lines, String... overrides) {
    return SettingsFile.ofRun(kept(lines), List.of(overrides), run());
  }

  private SettingsFile used(String lines, String... overrides) {
    return SettingsFile.toGoOn(kept(lines), List.of(overrides), run());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0] | 1",
        "[1] | 2",
        "[2] | 3",
        "[2, 0] | 1, 3",
        "[hidden1] | 1",
        "[output, hidden2] | 2, 3",
      })
  void frozenLayersThatAnOlderRunCountedFrom0StayTheSameLayers(String kept, String numbers) {
    String lines = "network.hidden = [5, 4], training.freeze = " + kept;

    for (SettingsFile settings : List.of(looked(lines), used(lines))) {
      assertThat(settings.run().training().descent().freeze()).hasToString("[%s]", numbers);
      // what is kept from now on has names, which no version takes for other layers
      assertThat(SettingsText.flat(settings.text()).get("training.freeze"))
          .doesNotContainPattern("\\b\\d\\b");
      assertThat(used(settings.text()).run()).isEqualTo(settings.run());
    }
  }

  @Test
  void frozenLayersThatAreGivenAnewAreCountedFrom1() {
    SettingsFile settings =
        used("network.hidden = [5, 4], training.freeze = [1]", "training.freeze=[1]");

    assertThat(settings.run().training().descent().freeze()).containsExactly(1);
    assertThatThrownBy(() -> used("training.freeze = [hidden1]", "training.freeze=[0]"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("layers are numbered from 1 now");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logging.mlflow.experiment = ${PATH}",
        "logging.mlflow.experiment = ${?PATH}",
        "logging.mlflow.experiment = ${?LOCKSTEP_NO_SUCH_VARIABLE}",
        "logging.mlflow.experiment = x-${?PATH}-y",
        "logging.mlflow.experiment = ${data.label}",
        "logging.mlflow.experiment = ${java.home}",
        "logging.mlflow { experiment = ${logging.every-iterations} }",
        "data.features = [${?PATH}]",
        "data.features += a",
        "spark { x = ${?PATH} }",
        "logging = ${?data}",
      })
  void aSubstitutionIsRefusedByWhoeverReadsTheRun(String line) {
    assertThatThrownBy(() -> looked(line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("substitution")
        .hasMessageContaining("settings.conf:3")
        .message()
        .doesNotContain(System.getenv("PATH"));
    assertThatThrownBy(() -> used(line)).isInstanceOf(UserException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"%2$s\"",
        "include \"other\"",
        "include required(\"%2$s\")",
        "include file(\"%2$s\")",
        "include required(file(\"%2$s\"))",
        "include \"%1$s\"",
        "include url(\"%1$s\")",
        "include required(url(\"%1$s\"))",
        "include url(\"file:%2$s\")",
        "include classpath(\"lockstep-defaults.conf\")",
        "include required(classpath(\"lockstep-defaults.conf\"))",
        "include \"no-such-file\"",
        "logging { include file(\"%2$s\") }",
        "spark { x = { include url(\"%1$s\") } }",
      })
  void anIncludeIsRefusedAndNothingIsLookedAt(String line) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      Path other = Files.writeString(folder.resolve("other.conf"), "training.epochs = 9");
      String address = "http://127.0.0.1:%d/a.conf".formatted(server.getAddress().getPort());
      String lines = line.formatted(address, other);

      assertThatThrownBy(() -> looked(lines))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("includes")
          .hasMessageContaining("settings.conf");
      assertThatThrownBy(() -> used(lines)).isInstanceOf(UserException.class);
      assertThat(asked).as("requests").hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aSystemPropertyIsNoSettingOfARun() {
    System.setProperty("training.epochs", "9");
    try {
      assertThat(looked("").run().training().batches().epochs()).isEqualTo(20);
    } finally {
      System.clearProperty("training.epochs");
    }
  }

  @Test
  void theCommandLineMayReferToTheEnvironmentAndToWhatWasKept() {
    SettingsFile settings =
        used(
            "training.seed = 5",
            "data.train=${PATH}/a",
            "logging.mlflow.experiment=seed-${training.seed}");

    assertThat(settings.run().data().train()).isEqualTo(System.getenv("PATH") + "/a");
    assertThat(settings.text()).contains("seed-5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.jars | evil.jar",
        "spark.jars | 5",
        "spark.jars.packages | org.evil:evil:1",
        "spark.jars.repositories | https://evil.test",
        "spark.jars.ivySettings | ivy.xml",
        "spark.files | a.txt",
        "spark.archives | a.zip",
        "spark.submit.pyFiles | a.py",
        "spark.pyspark.python | evil",
        "spark.pyspark.driver.python | evil",
        "spark.plugins | org.evil.Plugin",
        "spark.extraListeners | org.evil.Listener",
        "spark.sql.queryExecutionListeners | org.evil.Listener",
        "spark.sql.streaming.streamingQueryListeners | org.evil.Listener",
        "spark.sql.extensions | Evil",
        "spark.sql.catalog.evil | org.evil.Catalog",
        "spark.sql.catalog.spark_catalog | Evil",
        "spark.sql.catalogImplementation | hive",
        "spark.sql.hive.metastore.jars | path",
        "spark.sql.cache.serializer | org.evil.Serializer",
        "spark.sql.warehouse.dir | hdfs://evil.test/x",
        "spark.serializer | org.evil.Serializer",
        "spark.closure.serializer | org.evil.Serializer",
        "spark.kryo.registrator | org.evil.Registrator",
        "spark.kryo.classesToRegister | org.evil.Class",
        "spark.driver.extraClassPath | /evil",
        "spark.executor.extraClassPath | /evil",
        "spark.driver.extraJavaOptions | -javaagent:evil.jar",
        "spark.executor.extraJavaOptions | -javaagent:evil.jar",
        "spark.executor.defaultJavaOptions | -XX:OnError=evil",
        "spark.executor.extraLibraryPath | /evil",
        "spark.driver.userClassPathFirst | true",
        "spark.executor.userClassPathFirst | true",
        "spark.executorEnv.LD_PRELOAD | evil.so",
        "spark.executorEnv.JAVA_HOME | evil",
        "spark.yarn.appMasterEnv.LD_PRELOAD | evil.so",
        "spark.yarn.archive | hdfs://evil.test/x.zip",
        "spark.hadoop.fs.s3a.impl | org.evil.FileSystem",
        "spark.hadoop.fs.AbstractFileSystem.x.impl | org.evil.FileSystem",
        "spark.hadoop.fs.s3a.aws.credentials.provider | org.evil.Provider",
        "spark.hadoop.hadoop.security.credential.provider.path | jceks://file/x",
        "spark.hadoop.hadoop.security.group.mapping | org.evil.Mapping",
        "spark.hadoop.io.compression.codecs | org.evil.Codec",
        "spark.hadoop.fs.s3a.endpoint | evil.test",
        "spark.hadoop.fs.defaultFS | hdfs://evil.test",
        "spark.io.compression.codec | org.evil.Codec",
        "spark.shuffle.manager | org.evil.Manager",
        "spark.shuffle.sort.io.plugin.class | Evil",
        "spark.memory.manager | org.evil.Manager",
        "spark.metrics.conf | evil.properties",
        "spark.metrics.conf.*.sink.evil.class | org.evil.Sink",
        "spark.resources.discoveryPlugin | org.evil.Plugin",
        "spark.executor.resource.gpu.discoveryScript | evil.sh",
        "spark.redaction.regex | (a+)+",
        "spark.eventLog.dir | hdfs://evil.test/x",
        "spark.local.dir | /evil",
        "spark.driver.host | evil.test",
        "spark.ui.filters | org.evil.Filter",
        "spark.ui.proxyBase | https://evil.test",
        "spark.kubernetes.driver.podTemplateFile | evil.yaml",
        "spark.kubernetes.container.image | evil.test/x",
        "spark.kubernetes.executor.secrets.x | /etc",
        "spark.master | spark://evil.test:7077",
        "spark.master | spark://127.0.0.1:7077,evil.test:7077",
        "spark.master | spark://127.0.0.1.evil.test:7077",
        "spark.master | k8s://https://evil.test",
        "spark.remote | sc://evil.test",
        "spark.log4j.configurationFile | evil.xml",
        "spark.security.credentials.evil.enabled.class | x",
        "logging.mlflow.tracking-uri | https://evil.test",
        "logging.mlflow.tracking-uri | s3a://evil/x",
      })
  void whatLoadsCodeOrLeadsElsewhereIsAskedForOnTheCommandLine(String key, String value) {
    String quoted = "\"" + value + "\"";
    String line = key.replaceFirst("\\.\\*\\.", ".\"*\".") + " = " + quoted;

    assertThat(looked(line)).as("to look at").isNotNull();
    assertThatThrownBy(() -> used(line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("settings.conf")
        .hasMessageContaining("--set")
        .message()
        .hasSizeLessThan(480);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.jars = evil.jar",
        "spark { \"spark.jars\" = evil.jar }",
        "spark.jars = [a, b]"
      })
  void whatIsGivenAgainTakesThePlaceOfWhatWasKeptHoweverThatWasWritten(String line) {
    assertThat(used(line, "spark.jars=mine.jar").spark()).containsEntry("spark.jars", "mine.jar");
    assertThat(used(line, "spark.jars=null").spark()).doesNotContainKey("spark.jars");
    assertThat(
            used(line, "spark { jars = mine.jar }".replace(" { ", "={").replace(" }", "}")).spark())
        .containsEntry("spark.jars", "mine.jar");
  }

  @Test
  void allThatIsMissingIsAskedForInOneLine() {
    String line = "spark { jars = a.jar, plugins = b.C, hadoop.fs.s3a.secret.key = \"•••\" }";

    assertThatThrownBy(() -> used(line, "spark.jars=a.jar"))
        .hasMessageContaining("spark.hadoop.fs.s3a.secret.key = •••, spark.plugins = b.C")
        .hasMessageNotContaining("spark.jars");
  }

  @Test
  void aRunThatWasLoggedToAFolderOfMlflowCanBeLookedAtAndGoesOnWithoutIt() {
    String line = "logging.mlflow.tracking-uri = runs/mlflow";

    assertThat(looked(line).text()).contains("runs/mlflow");
    assertThatThrownBy(() -> used(line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("runs/mlflow is a folder");
    assertThat(used(line, "logging.mlflow.tracking-uri=null")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.master | local[2]",
        "spark.master | local-cluster[2,1,1024]",
        "spark.master | yarn",
        "spark.master | spark://127.0.0.1:7077",
        "spark.app.name | nightly, of digits",
        "spark.executor.memory | 768m",
        "spark.executor.cores | 2",
        "spark.cores.max | 4",
        "spark.ui.enabled | false",
        "spark.speculation.interval | 1s",
        "spark.locality.wait | 500ms",
        "spark.memory.fraction | 0.6",
        "spark.scheduler.mode | FAIR",
        "spark.sql.session.timeZone | Europe/Berlin",
        "spark.sql.parquet.outputTimestampType | TIMESTAMP_MICROS",
        "spark.sql.shuffle.partitions | 8",
        "spark.hadoop.fs.s3a.connection.maximum | 100",
        "spark.driver.bindAddress | 127.0.0.1",
        "logging.mlflow.tracking-uri | http://localhost:5000",
      })
  void whatCanHarmNobodyIsTakenAsItWasKept(String key, String value) {
    SettingsFile settings = used("%s = \"%s\"".formatted(key, value));

    assertThat(settings.text()).contains(value);
    if (key.startsWith("spark.")) {
      assertThat(settings.spark()).containsEntry(key, value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.hadoop.fs.s3a.secret.key | sesame",
        "spark.hadoop.my.credential | sesame",
        "spark.hadoop.my.passwd | sesame",
        "spark.hadoop.my.passphrase | sesame",
        "spark.hadoop.my.pwd | 1234567",
        "spark.hadoop.my.auth | sesame",
        "spark.hadoop.fs.azure.sas.c.acct.blob.core.windows.net | sesame",
        "spark.hadoop.javax.jdo.option.ConnectionURL | jdbc:mysql://db/x?user=a&password=sesame",
        "spark.executor.extraJavaOptions | -Dx.keyStorePassword=sesame",
        "spark.my.ident | sesame",
        "data.train | s3a://AK:sesame@bucket/x",
        "data.validation | https://h.test/x?sig=sesame",
        "training.warm-start | https://sesame@h.test/x",
      })
  void aSecretIsNotKeptAndAskedForAgain(String key, String value) throws IOException {
    Path file = Files.writeString(folder.resolve("mine.conf"), LEAST + "output = x");
    String given = "%s=\"%s\"".formatted(key, value);
    String regex = "spark.redaction.regex=ident";
    SettingsFile settings = SettingsFile.read(file.toString(), List.of(given, regex));
    assertThat(settings.text()).doesNotContain("sesame", "1234567").contains(key);
    String kept = settings.text();

    RunFolder run = kept("");
    Files.writeString(folder.resolve("run/settings.conf"), kept);

    assertThatThrownBy(() -> SettingsFile.toGoOn(run, List.of(regex), run()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(key);
    SettingsFile again = SettingsFile.toGoOn(run, List.of(given, regex), run());
    assertThat(again.text()).doesNotContain("sesame", "1234567");
    if (key.startsWith("spark.")) {
      assertThat(again.spark()).containsEntry(key, value);
    }
  }

  @Test
  void aSettingThatTheJvmHasBeenGivenIsGiven() {
    System.setProperty("spark.plugins", "org.mine.Plugin");
    try {
      assertThat(used("spark.plugins = org.mine.Plugin")).isNotNull();
    } finally {
      System.clearProperty("spark.plugins");
    }
  }

  @Test
  void aFileThatWasTakenFromARunAsksForItsSecrets() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("copy.conf"), LEAST + "output = x\nspark.my.password = \"•••\"");

    assertThatThrownBy(() -> SettingsFile.read(file.toString(), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("spark.my.password");
    assertThat(SettingsFile.read(file.toString(), List.of("spark.my.password=sesame")).spark())
        .containsEntry("spark.my.password", "sesame");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"shared\"",
        "include \"shared.conf\"",
        "include file(\"shared.conf\")",
        "include url(\"file:/no/such/shared.conf\")",
        "include classpath(\"no/such/shared.conf\")",
        "include required(\"shared.conf\")",
        "training { include \"shared.conf\" }",
      })
  void anIncludeThatIsNotThereIsAMistakeInAFileOfTheUser(String include) throws IOException {
    Path file = Files.writeString(folder.resolve("mine.conf"), include + "\n" + LEAST + "output=x");

    assertThatThrownBy(() -> SettingsFile.read(file.toString(), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("shared")
        .hasMessageContaining("is not there")
        .hasMessageContaining("mine.conf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"shared\"",
        "include \"shared.conf\"",
        "include file(\"%s/shared.conf\")",
        "include required(\"shared.conf\")",
        "include url(\"file:%s/shared.conf\")",
      })
  void anIncludeThatIsThereIsRead(String include) throws IOException {
    Files.writeString(folder.resolve("shared.conf"), "training.epochs = ${training.seed}\n");
    Path file =
        Files.writeString(
            folder.resolve("mine.conf"), include.formatted(folder) + "\n" + LEAST + "output=x");

    assertThat(
            SettingsFile.read(file.toString(), List.of("training.seed=7"))
                .run()
                .training()
                .batches()
                .epochs())
        .isEqualTo(7);
  }
}
