package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Installation.SPARK_HOME;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Executors and workers that are killed, frozen, taken away and brought back: the model is that of
 * the undisturbed run. Real processes, real signals; {@link FaultRuns} says how many.
 */
@Tag("cluster")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ExecutorFaultsIT {
  private final SplittableRandom random = new SplittableRandom(6);

  @TempDir private static Path folder;
  private static FaultRuns runs;
  private static StandaloneCluster cluster;
  private static String undisturbed;

  @BeforeAll
  @Timeout(300)
  static void trainUndisturbed() throws IOException, InterruptedException {
    runs = new FaultRuns(folder);
    cluster = new StandaloneCluster(SPARK_HOME, folder, 2);
    undisturbed = runs.undisturbed();
  }

  @AfterAll
  static void endTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static List<String> trainOnTheCluster(Path run, String... settings) {
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.add("spark.master=\"%s\"".formatted(cluster.master()));
    all.add("spark.executor.memory=768m");
    all.add("spark.executor.cores=1");
    all.add("spark.cores.max=2");
    all.add("spark.ui.enabled=false");
    return runs.train(run, all.toArray(String[]::new));
  }

  private void waitUpTo(double seconds) throws InterruptedException {
    Thread.sleep((long) (random.nextDouble() * seconds * 1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resident", "sharded", "job"})
  void killedExecutorsDoNotChangeTheModel(String exchange)
      throws IOException, InterruptedException {
    Path run = folder.resolve("executors-" + exchange);
    String setting = "training.exchange=" + exchange;
    try (JavaProcess driver =
        runs.start("executors-" + exchange, trainOnTheCluster(run, setting))) {
      driver.awaitLine("epoch +(1)/", FaultRuns.TRAINING);
      for (int strike = 0; strike < FaultRuns.STRIKES && driver.isAlive(); strike++) {
        waitUpTo(strike == 0 ? 1 : 3); // an undisturbed run may take no more than three seconds
        List<ProcessHandle> executors = cluster.executors();
        if (!executors.isEmpty()) {
          executors.get(random.nextInt(executors.size())).destroyForcibly();
        }
      }

      assertThat(driver.await(FaultRuns.TRAINING)).as("%s", driver).isZero();
      assertThat(driver.err()).contains("exchange " + exchange);
      if (!exchange.equals("job")) {
        assertThat(driver.err()).contains("the resident stage ended");
      }
    }
    assertThat(FaultRuns.digest(run)).isEqualTo(undisturbed);
  }

  /** Shorter than the time after which Spark gives an executor up, so that it goes on. */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  @ValueSource(strings = {"resident", "sharded"})
  void frozenExecutorsDoNotChangeTheModel(String exchange)
      throws IOException, InterruptedException {
    Path run = folder.resolve("frozen-" + exchange);
    String setting = "training.exchange=" + exchange;
    try (JavaProcess driver = runs.start("frozen-" + exchange, trainOnTheCluster(run, setting))) {
      driver.awaitLine("epoch +(1)/", FaultRuns.TRAINING);
      for (int strike = 0; strike < FaultRuns.STRIKES && driver.isAlive(); strike++) {
        freezeOneExecutor(strike == 0 ? 7_000 : 1_500);
        waitUpTo(1);
      }

      assertThat(driver.await(FaultRuns.TRAINING)).as("%s", driver).isZero();
      assertThat(driver.err())
          .contains("exchange " + exchange)
          .containsPattern("executor \\d+ on \\S+ .*not answered for 5 s")
          .doesNotContain("the resident stage ended");
    }
    assertThat(FaultRuns.digest(run)).isEqualTo(undisturbed);
  }

  /** The sharded exchange needs an executor that does not come back: jobs do the rest. */
  @Test
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  void anExecutorThatIsGoneForGoodDoesNotChangeTheModel() throws IOException, InterruptedException {
    Path run = folder.resolve("gone");
    String few = "training.epochs=20"; // each iteration is a job, once the worker is gone
    Path alone = folder.resolve("gone-alone");
    runs.finish("gone-alone", runs.train(alone, "spark.master=local[2]", few));
    try (StandaloneCluster losing =
        new StandaloneCluster(SPARK_HOME, folder.resolve("losing"), 2, List.of())) {
      List<String> command =
          runs.train(
              run,
              few,
              "training.exchange=sharded",
              "spark.master=\"%s\"".formatted(losing.master()),
              "spark.executor.memory=768m",
              "spark.executor.cores=2",
              "spark.ui.enabled=false",
              "training.partitions=4");
      try (JavaProcess driver = runs.start("gone", command)) {
        driver.awaitLine("epoch +(2)/", FaultRuns.TRAINING);
        losing.loseWorker(1);

        assertThat(driver.await(FaultRuns.TRAINING)).as("%s", driver).isZero();
        assertThat(driver.err())
            .contains(
                "exchange sharded", "iterations go by jobs until a new one has its 4 task slots")
            .doesNotContain("the resident stage is back");
      }
    }
    assertThat(FaultRuns.digest(run)).isEqualTo(FaultRuns.digest(alone));
  }

  @Test
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  void aReplacedWorkerDoesNotChangeTheModel() throws IOException, InterruptedException {
    Path run = folder.resolve("worker");
    try (JavaProcess driver = runs.start("worker-driver", trainOnTheCluster(run))) {
      driver.awaitLine("epoch +(2)/", FaultRuns.TRAINING);
      cluster.replaceWorker(1);

      assertThat(driver.await(FaultRuns.TRAINING)).as("%s", driver).isZero();
    }
    assertThat(FaultRuns.digest(run)).isEqualTo(undisturbed);
  }

  /** One executor is frozen again and again: its tasks run long, and others are started. */
  @Test
  @EnabledIfSystemProperty(named = "lockstep.faults", matches = "\\d+")
  void dynamicAllocationAndSpeculationDoNotChangeTheModel()
      throws IOException, InterruptedException {
    String few = "training.epochs=6"; // an iteration may take half a second here
    Path alone = folder.resolve("dynamic-alone");
    runs.finish("dynamic-alone", runs.train(alone, "spark.master=local[2]", few));
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
    try (JavaProcess driver = runs.start("dynamic", command)) {
      driver.awaitLine("epoch +(1)/", FaultRuns.TRAINING);
      for (int strike = 0; strike < FaultRuns.STRIKES && driver.isAlive(); strike++) {
        waitUpTo(2);
        freezeOneExecutor(1_500);
      }

      assertThat(driver.await(FaultRuns.TRAINING)).as("%s", driver).isZero();
      assertThat(driver.err()).contains("exchange job (dynamic allocation");
    }
    assertThat(FaultRuns.digest(run)).isEqualTo(FaultRuns.digest(alone));
  }

  private void freezeOneExecutor(long millis) throws IOException, InterruptedException {
    List<ProcessHandle> executors = cluster.executors();
    if (!executors.isEmpty()) {
      long slow = executors.get(random.nextInt(executors.size())).pid();
      signal("STOP", slow);
      Thread.sleep(millis);
      signal("CONT", slow);
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
  }
}
