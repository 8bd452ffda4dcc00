package org.lockstep.jobs.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.jobs.SharedSpark;

@Tag("spark")
class SparkSessionsTest {
  @AfterEach
  void forgetTheProperties() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.task.cpus");
    System.clearProperty("lockstep.jar");
  }

  @Test
  void settingsOfSparkSubmitTakePrecedence() {
    System.setProperty("spark.master", "spark://host:7077");
    System.setProperty("spark.task.cpus", "2");

    SparkConf conf =
        SparkSessions.conf(Map.of("spark.master", "local[2]", "spark.executor.memory", "2g"));

    assertThat(conf.get("spark.master")).isEqualTo("spark://host:7077");
    assertThat(conf.get("spark.task.cpus")).isEqualTo("2");
    assertThat(conf.get("spark.executor.memory")).isEqualTo("2g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[*]", "local[2]", "local[2,3]"})
  void aLocalRunHasNoUiAndBindsToLoopbackOnly(String master) {
    SparkConf conf = SparkSessions.conf(Map.of("spark.master", master));

    assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
    assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
  }

  @Test
  void sparkRedactsTheSameSecretsUnlessTheUserSetsAnotherPattern() {
    SparkConf conf = SparkSessions.conf(Map.of("spark.hadoop.my.passphrase", "sesame"));

    assertThat(conf.toDebugString())
        .contains("spark.hadoop.my.passphrase=*")
        .doesNotContain("sesame");
    assertThat(
            SparkSessions.conf(Map.of("spark.redaction.regex", "mine"))
                .get("spark.redaction.regex"))
        .isEqualTo("mine");
  }

  /** An executor that is given two collectors does not start, and Spark starts it for ever. */
  @Test
  void executorsGetOneCollectorTheUsersOrOurs() {
    String own = "spark.executor.extraJavaOptions";
    String ours = "spark.executor.defaultJavaOptions";
    Map<String, String> other =
        Map.of("spark.master", "spark://host:7077", own, "-Dx=y -XX:+UseG1GC -XX:+UseNUMA");
    Map<String, String> none = Map.of("spark.master", "spark://host:7077", own, "-XX:+UseNUMA");

    assertThat(SparkSessions.conf(other).contains(ours)).isFalse();
    assertThat(SparkSessions.conf(none).get(ours)).isEqualTo("-XX:+UseParallelGC");
  }

  @Test
  void theUsersSettingsTakePrecedenceOverOurs() {
    SparkConf conf =
        SparkSessions.conf(
            Map.of(
                "spark.master", "local[2]",
                "spark.ui.enabled", "true",
                "spark.executorEnv.OMP_NUM_THREADS", "4"));

    assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark://host:7077", "local-cluster[2,1,1024]", "yarn"})
  void theExecutorsOfAClusterAreGivenOurJar(String master) {
    System.setProperty("lockstep.jar", "/opt/lockstep.jar");

    SparkConf conf = SparkSessions.conf(Map.of("spark.master", master));

    assertThat(conf.get("spark.jars")).isEqualTo("/opt/lockstep.jar");
    assertThat(conf.contains("spark.driver.bindAddress")).isFalse();
    assertThat(conf.contains("spark.ui.enabled")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "spark://host:7077"})
  void ourPluginIsLoadedBesideTheUsersOwn(String master) {
    String ours = "org.lockstep.training.exchange.LockstepPlugin";

    assertThat(SparkSessions.conf(Map.of("spark.master", master)).get("spark.plugins"))
        .isEqualTo(ours);
    assertThat(
            SparkSessions.conf(Map.of("spark.master", master, "spark.plugins", "their.Plugin"))
                .get("spark.plugins"))
        .isEqualTo("their.Plugin," + ours);
  }

  @Test
  void anExistingSessionIsUsedAndNotStopped() {
    SparkSession running = SharedSpark.session();

    try (SparkSessions sessions = SparkSessions.open(Map.of("spark.master", "local[1]"))) {
      assertThat(sessions.session()).isSameAs(running);
    }

    assertThat(running.range(3).count()).isEqualTo(3);
  }
}
