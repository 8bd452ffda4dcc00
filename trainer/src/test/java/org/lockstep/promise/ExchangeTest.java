package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.UserException;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Lbfgs;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.ResidentTasks;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/** Every exchange gives the same bits, also when it loses tasks, and never hangs. */
@Tag("spark")
@Timeout(300)
class ExchangeTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 600).write().parquet(table);
    runs =
        Runs.classification(table).withValidation(new Validation.Fraction(0.2)).withPartitions(2);
  }

  private static TrainingResult train(Runs runs, TrainingListener... listeners) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.to(output), listeners).train();
  }

  /** Does something once, after the first epoch. */
  private record AfterFirstEpoch(Runnable deed, List<String> notices) implements TrainingListener {
    @Override
    public void epochDone(EpochResult epoch) {
      if (epoch.epoch() == 1) {
        deed.run();
      }
    }

    @Override
    public void noticed(String notice) {
      notices.add(notice);
    }
  }

  @ParameterizedTest(name = "{0}, {1} partitions")
  @CsvSource({
    "JOB, 1",
    "JOB, 2",
    "JOB, 7",
    "RESIDENT, 1",
    "RESIDENT, 2",
    "SHARDED, 1",
    "SHARDED, 2"
  })
  void everyExchangeGivesTheSameModelAndMetrics(ExchangeKind kind, int partitions) {
    TrainingResult expected = train(runs.withExchange(ExchangeKind.JOB));

    TrainingResult result = train(runs.withExchange(kind).withPartitions(partitions));

    assertThat(result.exchange()).isEqualTo(kind.settingsName());
    assertThat(result.model().digest()).isEqualTo(expected.model().digest());
    assertThat(result.validation()).isEqualTo(expected.validation());
  }

  @Test
  void autoChoosesTheResidentExchangeIfThereAreEnoughSlots() {
    assertThat(train(runs).exchange()).isEqualTo("resident");
    assertThat(train(runs.withPartitions(3)).exchange()).isEqualTo("job");
  }

  @Test
  void theResidentExchangeWithoutEnoughSlotsIsAnErrorWithTheFix() {
    Runs tooMany = runs.withPartitions(3).withExchange(ExchangeKind.RESIDENT);

    assertThatThrownBy(() -> train(tooMany))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("3 partitions, but only 2 slots")
        .hasMessageContaining("training.exchange")
        .hasMessageContaining("set training.partitions to 2 or less");
  }

  @Test
  void theShardedExchangeOfAnOptimizerWithSeveralGradientsAStepIsAnErrorWithTheFix() {
    Runs lbfgs =
        runs.withDescent(DescentSettings.of(new Lbfgs(5, 20), 1))
            .withExchange(ExchangeKind.SHARDED);

    assertThatThrownBy(() -> train(lbfgs))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the sharded exchange cannot run: lbfgs computes several gradients")
        .hasMessageContaining("or set training.exchange = auto");
  }

  @ParameterizedTest
  @EnumSource(names = {"RESIDENT", "SHARDED"})
  void aTaskFailureDuringTheRunDoesNotChangeTheModel(ExchangeKind kind) {
    List<String> notices = new ArrayList<>();

    TrainingResult result =
        train(runs.withExchange(kind), new AfterFirstEpoch(ResidentTasks::interruptOne, notices));

    assertThat(result.exchange()).isEqualTo(kind.settingsName());
    assertThat(notices)
        .satisfiesExactly(
            ended -> assertThat(ended).startsWith("the resident stage ended: "),
            back ->
                assertThat(back)
                    .isEqualTo("the resident stage is back, after 1 iteration by jobs"));
    assertThat(result.model().digest()).isEqualTo(train(runs).model().digest());
  }

  @ParameterizedTest
  @EnumSource(names = {"RESIDENT", "SHARDED"})
  void aKilledTaskIsReplacedWithoutChangingTheModel(ExchangeKind kind) throws Exception {
    List<Long> started = new ArrayList<>();
    SparkListener recorder =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            synchronized (started) {
              started.add(start.taskInfo().taskId());
            }
          }
        };
    SPARK.sparkContext().addSparkListener(recorder);
    try {
      List<Boolean> killed = new ArrayList<>();
      Runnable killLast =
          () -> {
            synchronized (started) {
              long last = started.get(started.size() - 1);
              killed.add(SPARK.sparkContext().killTaskAttempt(last, true, "test"));
            }
          };

      TrainingResult result =
          train(runs.withExchange(kind), new AfterFirstEpoch(killLast, new ArrayList<>()));

      assertThat(killed).containsExactly(true);
      assertThat(result.model().digest()).isEqualTo(train(runs).model().digest());
    } finally {
      SPARK.sparkContext().removeSparkListener(recorder);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESIDENT", "SHARDED"})
  void cancellingAllJobsEndsTheRunAndLeavesTheSessionUsable(ExchangeKind kind)
      throws TimeoutException {
    Runnable cancel = () -> SPARK.sparkContext().cancelAllJobs();
    Runs endless = runs.withExchange(kind).withEpochs(100_000); // Spark cancels when it comes to it

    assertThatThrownBy(() -> train(endless, new AfterFirstEpoch(cancel, new ArrayList<>())))
        .hasMessageContaining("cancelled");

    assertThat(activeJobs()).isEmpty();
    assertThat(train(runs).exchange()).isEqualTo("resident");
  }

  @ParameterizedTest
  @EnumSource(names = {"RESIDENT", "SHARDED"})
  void anErrorInTheDriverEndsTheStageAndLeavesTheSessionUsable(ExchangeKind kind)
      throws TimeoutException {
    Runnable fail =
        () -> {
          throw new AssertionError("the driver has failed");
        };

    Runs failing = runs.withExchange(kind);

    assertThatThrownBy(() -> train(failing, new AfterFirstEpoch(fail, new ArrayList<>())))
        .hasMessage("the driver has failed");

    assertThat(activeJobs()).isEmpty();
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    assertThat(train(runs).exchange()).isEqualTo("resident");
  }

  /** The state of Spark's tracker once all events have reached it. */
  private static int[] activeJobs() throws TimeoutException {
    SPARK.sparkContext().listenerBus().waitUntilEmpty(60_000);
    return SPARK.sparkContext().statusTracker().getActiveJobIds();
  }
}
