package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;

/** Which stored settings of a run are used, and which must be given again. */
class SafeSparkSettingsTest {
  private final StoredRun run;

  SafeSparkSettingsTest(@TempDir Path folder) {
    run = new StoredRun(folder);
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
  void storedSettingsThatLoadCodeOrNameAnotherHostMustBeGivenOnTheCommandLine(
      String key, String value) {
    String quoted = "\"" + value + "\"";
    String line = key.replaceFirst("\\.\\*\\.", ".\"*\".") + " = " + quoted;

    assertThat(run.looked(line)).as("to look at").isNotNull();
    assertThatThrownBy(() -> run.used(line))
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
  void aSettingGivenAgainReplacesTheStoredOneHoweverItWasWritten(String line) {
    assertThat(run.used(line, "spark.jars=mine.jar").spark())
        .containsEntry("spark.jars", "mine.jar");
    assertThat(run.used(line, "spark.jars=null").spark()).doesNotContainKey("spark.jars");
    assertThat(
            run.used(line, "spark { jars = mine.jar }".replace(" { ", "={").replace(" }", "}"))
                .spark())
        .containsEntry("spark.jars", "mine.jar");
  }

  @Test
  void allSettingsToBeGivenAgainAreNamedInOneLine() {
    String line = "spark { jars = a.jar, plugins = b.C, hadoop.fs.s3a.secret.key = \"•••\" }";

    assertThatThrownBy(() -> run.used(line, "spark.jars=a.jar"))
        .hasMessageContaining("spark.hadoop.fs.s3a.secret.key = •••, spark.plugins = b.C")
        .hasMessageNotContaining("spark.jars");
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
  void aSafeSettingIsUsedAsStored(String key, String value) {
    SettingsFile settings = run.used("%s = \"%s\"".formatted(key, value));

    assertThat(settings.text()).contains(value);
    if (key.startsWith("spark.")) {
      assertThat(settings.spark()).containsEntry(key, value);
    }
  }

  @Test
  void aSettingGivenAsASystemPropertyCounts() {
    System.setProperty("spark.plugins", "org.mine.Plugin");
    try {
      assertThat(run.used("spark.plugins = org.mine.Plugin")).isNotNull();
    } finally {
      System.clearProperty("spark.plugins");
    }
  }
}
