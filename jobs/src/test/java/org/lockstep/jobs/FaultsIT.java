package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Installation.ROOT;
import static org.lockstep.jobs.Installation.SPARK_HOME;
import static org.lockstep.jobs.Installation.data;
import static org.lockstep.jobs.Installation.lockstep;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRow;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.training.checkpoint.CheckpointFolder;

/**
 * Drivers, executors and workers that are killed, frozen, taken away and brought back: the model is
 * that of the undisturbed run. Real processes, real signals.
 *
 * <p>The system property {@code lockstep.faults} says how many times each test strikes; without it
 * once, and the two that take longest are left out. scripts/test-faults sets it.
 */
@Tag("cluster")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FaultsIT {
  private static final int STRIKES = Integer.getInteger("lockstep.faults", 1);
  private static final Duration TRAINING = Duration.ofMinutes(5);
  private static final String EPOCHS = "training.epochs=" + Math.min(30 * STRIKES, 200);

  private final SplittableRandom random = new SplittableRandom(6);

  private static Path folder;
  private static StandaloneCluster cluster;
  private static String undisturbed;

  @BeforeAll
  @Timeout(300)
  static void trainUndisturbed(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    cluster = new StandaloneCluster(SPARK_HOME, folder, 2);
    Path run = folder.resolve("undisturbed");
    finish("undisturbed", train(run, "spark.master=local[2]"));
    undisturbed = digest(run);
  }

  @AfterAll
  static void endTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static List<String> train(Path run, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", ROOT.resolve("conf/digits.conf").toString()));
    List<String> all = new ArrayList<>(List.of(EPOCHS));
    all.addAll(Arrays.asList(settings));
    all.add("data.train=" + data("digits-train"));
    all.add("data.validation=" + data("digits-test"));
    all.add("training.checkpoint.every-iterations=40");
    all.add("output=" + run);
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return lockstep(arguments);
  }

  private static List<String> trainOnTheCluster(Path run, String... settings) {
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("spark.master=\"%s\"".formatted(cluster.master()));
    all.add("spark.executor.memory=768m");
    all.add("spark.executor.cores=1");
    all.add("spark.cores.max=2");
    all.add("spark.ui.enabled=false");
    return train(run, all.toArray(String[]::new));
  }

  private static JavaProcess start(String name, List<String> command) throws IOException {
    return JavaProcess.start(name, folder, cluster.environment(), command);
  }

  private static void finish(String name, List<String> command)
      throws IOException, InterruptedException {
    try (JavaProcess process = start(name, command)) {
      assertThat(process.await(TRAINING)).as("%s", process).isZero();
    }
  }

  private static String digest(Path run) throws IOException {
    return new ObjectMapper()
        .readTree(run.resolve("manifest.json").toFile())
        .get("digest")
        .asText();
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
    killAndResume(run, train(run, "spark.master=local[2]"), undisturbed);
  }

  @Test
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  void aRunOnALargeTableWhoseDriverIsKilledRepeatedlyResumesToTheSameModel()
      throws IOException, InterruptedException {
    Path whole = folder.resolve("pictures-undisturbed");
    finish("pictures-undisturbed", trainPictures(whole));
    Path run = folder.resolve("pictures");
    killAndResume(run, trainPictures(run), digest(whole));
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
            "training.epochs=" + Math.min(2 + STRIKES, 20),
            "output=" + run);
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return lockstep(arguments);
  }

  private void killAndResume(Path run, List<String> train, String expected)
      throws IOException, InterruptedException {
    List<String> resume = lockstep(List.of("resume", run.toString()));
    long before = 0;
    for (int strike = 0; strike < STRIKES; strike++) {
      List<String> command = Files.exists(run) ? resume : train;
      try (JavaProcess driver = start("driver-" + strike, command)) {
        waitUpTo(9);
        before = Math.max(before, Files.exists(run) ? saved(run) : 0);
      } // kill -9

      assertThat(saved(run)).as("a checkpoint that was there").isGreaterThanOrEqualTo(before);
    }

    finish("driver-last", Files.exists(run) ? resume : train);

    assertThat(digest(run)).isEqualTo(expected);
    assertThat(HistoryFiles.read(new Configuration(), run.toString()))
        .extracting(HistoryRow::iteration)
        .isNotEmpty()
        .isSorted()
        .doesNotHaveDuplicates();
    try (JavaProcess again = start("finished", resume)) {
      assertThat(again.await(TRAINING)).isZero();
      assertThat(again.out()).contains(expected);
      assertThat(again.err()).contains("this run is finished");
    }
  }

  @Test
  void aSignalStopsTheRunAfterTheIterationWithExitStatusThree()
      throws IOException, InterruptedException {
    Path run = folder.resolve("stopped");
    try (JavaProcess driver = start("stopped", train(run, "spark.master=local[2]"))) {
      driver.awaitLine("epoch +(3)/", TRAINING);
      driver.terminate();

      assertThat(driver.await(TRAINING)).as("%s", driver).isEqualTo(3);
      assertThat(driver.err())
          .containsPattern("lockstep: stopped after iteration \\d+.*lockstep resume " + run);
    }
    assertThat(saved(run)).isPositive();

    finish(
        "stopped-on",
        lockstep(List.of("resume", run.toString(), "--set", "training.partitions=1")));

    assertThat(digest(run)).isEqualTo(undisturbed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resident", "job"})
  void killedExecutorsDoNotChangeTheModel(String exchange)
      throws IOException, InterruptedException {
    Path run = folder.resolve("executors-" + exchange);
    String setting = "training.exchange=" + exchange;
    try (JavaProcess driver = start("executors-" + exchange, trainOnTheCluster(run, setting))) {
      driver.awaitLine("epoch +(1)/", TRAINING);
      for (int strike = 0; strike < STRIKES && driver.isAlive(); strike++) {
        waitUpTo(strike == 0 ? 1 : 3); // an undisturbed run may take no more than three seconds
        List<ProcessHandle> executors = cluster.executors();
        if (!executors.isEmpty()) {
          executors.get(random.nextInt(executors.size())).destroyForcibly();
        }
      }

      assertThat(driver.await(TRAINING)).as("%s", driver).isZero();
      assertThat(driver.err()).contains("exchange " + exchange);
      if (exchange.equals("resident")) {
        assertThat(driver.err()).contains("the resident stage ended");
      }
    }
    assertThat(digest(run)).isEqualTo(undisturbed);
  }

  @Test
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  void aReplacedWorkerDoesNotChangeTheModel() throws IOException, InterruptedException {
    Path run = folder.resolve("worker");
    try (JavaProcess driver = start("worker-driver", trainOnTheCluster(run))) {
      driver.awaitLine("epoch +(2)/", TRAINING);
      cluster.replaceWorker(1);

      assertThat(driver.await(TRAINING)).as("%s", driver).isZero();
    }
    assertThat(digest(run)).isEqualTo(undisturbed);
  }

  /** One executor is frozen again and again: its tasks run long, and others are started. */
  @Test
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  void dynamicAllocationAndSpeculationDoNotChangeTheModel()
      throws IOException, InterruptedException {
    String few = "training.epochs=6"; // an iteration may take half a second here
    Path alone = folder.resolve("dynamic-alone");
    finish("dynamic-alone", train(alone, "spark.master=local[2]", few));
    Path run = folder.resolve("dynamic");
    List<String> command =
        trainOnTheCluster(
            run,
            few,
            "spark.dynamicAllocation.enabled=true",
            "spark.dynamicAllocation.shuffleTracking.enabled=true",
            "spark.dynamicAllocation.minExecutors=1",
            "spark.dynamicAllocation.maxExecutors=2",
            "spark.dynamicAllocation.executorIdleTimeout=2s",
            "spark.dynamicAllocation.cachedExecutorIdleTimeout=2s",
            "spark.\"spark.speculation\"=true",
            "spark.\"spark.speculation.interval\"=100ms",
            "spark.\"spark.speculation.multiplier\"=2",
            "spark.\"spark.speculation.minTaskRuntime\"=200ms");
    try (JavaProcess driver = start("dynamic", command)) {
      driver.awaitLine("epoch +(1)/", TRAINING);
      for (int strike = 0; strike < STRIKES && driver.isAlive(); strike++) {
        waitUpTo(2);
        List<ProcessHandle> executors = cluster.executors();
        if (!executors.isEmpty()) {
          long slow = executors.get(random.nextInt(executors.size())).pid();
          signal("STOP", slow);
          Thread.sleep(1500);
          signal("CONT", slow);
        }
      }

      assertThat(driver.await(TRAINING)).as("%s", driver).isZero();
      assertThat(driver.err()).contains("exchange job (dynamic allocation");
    }
    assertThat(digest(run)).isEqualTo(digest(alone));
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
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
      List<String> known = train(run, Workbench.with(settings, "training.partitions=2"));
      known.addAll(0, secret);
      Path refused = folder.resolve("refused");
      // Side by side: the one that is refused tries several times.
      try (JavaProcess stranger =
              JavaProcess.start("unknown", folder, closed.environment(), train(refused, settings));
          JavaProcess driver = JavaProcess.start("known", folder, closed.environment(), known)) {
        assertThat(driver.await(TRAINING)).as("%s%s", driver, closed.output()).isZero();
        assertThat(driver.err()).contains("exchange resident (by Spark's RPC)");
        assertThat(stranger.await(TRAINING)).as("%s", stranger).isNotZero();
        assertThat(stranger.err().lines()).hasSize(1);
      }
      assertThat(digest(run)).isEqualTo(undisturbed);
      assertThat(run.resolve("settings.conf")).content().doesNotContain("hush");
      assertThat(refused).doesNotExist();
    }
  }
}
