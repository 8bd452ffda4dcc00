package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Installation.ROOT;
import static org.lockstep.jobs.Installation.SPARK_HOME;
import static org.lockstep.jobs.Installation.data;
import static org.lockstep.jobs.Installation.lockstep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRow;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.training.checkpoint.CheckpointFolder;

/**
 * Drivers that are killed or stopped, and strangers that want in: the model is that of the
 * undisturbed run. Real processes, real signals; {@link FaultRuns} says how many.
 */
@Tag("cluster")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FaultsIT {
  private final SplittableRandom random = new SplittableRandom(6);

  @TempDir private static Path folder;
  private static FaultRuns runs;
  private static String undisturbed;

  @BeforeAll
  @Timeout(300)
  static void trainUndisturbed() throws IOException, InterruptedException {
    runs = new FaultRuns(folder);
    undisturbed = runs.undisturbed();
  }

  /** The iteration of the latest checkpoint; 0 if there is none. */
  private static long saved(Path run) throws IOException {
    String checkpoints = run.resolve("checkpoints").toString();
    return new CheckpointFolder(
            new FolderFiles(new Configuration(), checkpoints),
            new org.apache.hadoop.fs.Path(checkpoints))
        .latest(warning -> {})
        .map(saved -> saved.checkpoint().progress().position().iteration())
        .orElse(0L);
  }

  private void waitUpTo(double seconds) throws InterruptedException {
    Thread.sleep((long) (random.nextDouble() * seconds * 1000));
  }

  @Test
  void aRunWhoseDriverIsKilledRepeatedlyResumesToTheSameModel()
      throws IOException, InterruptedException {
    Path run = folder.resolve("killed-driver");
    killAndResume(run, runs.train(run, "spark.master=local[2]"), undisturbed);
  }

  @Test
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  void aRunOnALargeTableWhoseDriverIsKilledRepeatedlyResumesToTheSameModel()
      throws IOException, InterruptedException {
    Path whole = folder.resolve("pictures-undisturbed");
    runs.finish("pictures-undisturbed", trainPictures(whole));
    Path run = folder.resolve("pictures");
    killAndResume(run, trainPictures(run), FaultRuns.digest(whole));
  }

  /** Fashion-MNIST, which scripts/test-faults downloads. */
  private static List<String> trainPictures(Path run) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", ROOT.resolve("conf/fashion-mnist.conf").toString()));
    List<String> settings =
        List.of(
            "data.train=" + data("fashion-mnist-train"),
            "data.validation=" + data("fashion-mnist-test"),
            "training.checkpoint.every-iterations=100",
            "training.epochs=" + Math.min(2 + FaultRuns.STRIKES, 20),
            "output=" + run);
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return lockstep(arguments);
  }

  private void killAndResume(Path run, List<String> train, String expected)
      throws IOException, InterruptedException {
    List<String> resume = lockstep(List.of("resume", run.toString()));
    long before = 0;
    for (int strike = 0; strike < FaultRuns.STRIKES; strike++) {
      List<String> command = Files.exists(run) ? resume : train;
      try (JavaProcess driver = runs.start("driver-" + strike, command)) {
        waitUpTo(9);
        before = Math.max(before, Files.exists(run) ? saved(run) : 0);
      } // kill -9

      assertThat(saved(run)).as("a checkpoint that was there").isGreaterThanOrEqualTo(before);
    }

    runs.finish("driver-last", Files.exists(run) ? resume : train);

    assertThat(FaultRuns.digest(run)).isEqualTo(expected);
    assertThat(HistoryFiles.read(new Configuration(), run.toString()))
        .extracting(HistoryRow::iteration)
        .isNotEmpty()
        .isSorted()
        .doesNotHaveDuplicates();
    try (JavaProcess again = runs.start("finished", resume)) {
      assertThat(again.await(FaultRuns.TRAINING)).isZero();
      assertThat(again.out()).contains(expected);
      assertThat(again.err()).contains("this run is finished");
    }
  }

  @Test
  void aSignalStopsTheRunAfterTheIterationWithExitStatusThree()
      throws IOException, InterruptedException {
    Path run = folder.resolve("stopped");
    try (JavaProcess driver = runs.start("stopped", runs.train(run, "spark.master=local[2]"))) {
      driver.awaitLine("epoch +(3)/", FaultRuns.TRAINING);
      driver.terminate();

      assertThat(driver.await(FaultRuns.TRAINING)).as("%s", driver).isEqualTo(3);
      assertThat(driver.err())
          .containsPattern("lockstep: stopped after iteration \\d+.*lockstep resume " + run);
    }
    assertThat(saved(run)).isPositive();

    runs.finish(
        "stopped-on",
        lockstep(List.of("resume", run.toString(), "--set", "training.partitions=1")));

    assertThat(FaultRuns.digest(run)).isEqualTo(undisturbed);
  }

  @Test
  void trainingWorksWithAuthenticationAndEncryptionAndAClientWithoutTheSecretIsRefused(
      @TempDir Path secured) throws IOException, InterruptedException {
    List<String> secret =
        List.of(
            "-Dspark.authenticate=true",
            "-Dspark.authenticate.secret=hush",
            "-Dspark.network.crypto.enabled=true",
            "-Dspark.master.rest.enabled=false"); // it cannot authenticate
    try (StandaloneCluster closed = new StandaloneCluster(SPARK_HOME, secured, 1, secret)) {
      Path run = folder.resolve("secured");
      String[] settings = {
        "spark.master=\"%s\"".formatted(closed.master()),
        "spark.executor.memory=768m",
        "spark.ui.enabled=false"
      };
      List<String> known = runs.train(run, Workbench.with(settings, "training.partitions=2"));
      known.addAll(0, secret);
      Path refused = folder.resolve("refused");
      // Side by side: the one that is refused tries several times.
      try (JavaProcess stranger =
              JavaProcess.start(
                  "unknown", folder, closed.environment(), runs.train(refused, settings));
          JavaProcess driver = JavaProcess.start("known", folder, closed.environment(), known)) {
        assertThat(driver.await(FaultRuns.TRAINING)).as("%s%s", driver, closed.output()).isZero();
        assertThat(driver.err()).contains("exchange resident (by Spark's RPC)");
        assertThat(stranger.await(FaultRuns.TRAINING)).as("%s", stranger).isNotZero();
        assertThat(stranger.err().lines()).hasSize(1);
      }
      assertThat(FaultRuns.digest(run)).isEqualTo(undisturbed);
      assertThat(run.resolve("settings.conf")).content().doesNotContain("hush");
      assertThat(refused).doesNotExist();
    }
  }
}
