package org.lockstep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ShellCommandTest {
  private static final String TYPED = "lockstep.command";

  @AfterEach
  void forget() {
    System.clearProperty(TYPED);
  }

  @Test
  void theProgramIsNamedAsItWasTyped() {
    System.setProperty(TYPED, "../scripts/lockstep");

    assertThat(ShellCommand.of("train", "runs/a.conf"))
        .isEqualTo("../scripts/lockstep train runs/a.conf");
  }

  @Test
  void wordsAndTheProgramAreQuotedWhereAShellNeedsIt() {
    System.setProperty(TYPED, "my tools/lockstep");

    assertThat(ShellCommand.of("report", "it's/*.parquet"))
        .isEqualTo("'my tools/lockstep' report 'it'\\''s/*.parquet'");
  }

  @Test
  void withoutTheScriptTheCallOfSparkSubmitIsNamedWithoutItsSettings() {
    assertThat(
            ShellCommand.submitted(
                "org.apache.spark.deploy.SparkSubmit --master spark://HOST:7077 --verbose"
                    + " --conf spark.hadoop.fs.s3a.secret.key=sesame --class"
                    + " org.lockstep.jobs.Main jobs/target/lockstep.jar train conf/a.conf"))
        .isEqualTo(
            "spark-submit --master spark://HOST:7077 --class org.lockstep.jobs.Main"
                + " jobs/target/lockstep.jar");
    assertThat(ShellCommand.submitted("org.lockstep.jobs.Main train a.conf")).isEqualTo("lockstep");
  }
}
