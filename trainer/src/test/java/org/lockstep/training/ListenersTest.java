package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.model.Metrics;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.checkpoint.EpochResult;

/** The calls that a listener receives, and its effect on the run. */
@Tag("spark")
class ListenersTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 100).write().parquet(table);
    // Two iterations an epoch
    runs = Runs.classification(table).withValidation(new Validation.Table(table)).withEpochs(2);
  }

  private static RunSettings settings() {
    return runs.to(folder.resolve("model-" + System.nanoTime()).toString());
  }

  /** Records the calls that it receives. */
  private static class Diary implements TrainingListener {
    final List<String> events = new ArrayList<>();
    final List<IterationResult> iterations = new ArrayList<>();

    @Override
    public void started(TrainingPlan plan) {
      events.add("started");
    }

    @Override
    public void iterationDone(IterationResult result) {
      events.add("iteration " + result.iteration());
      iterations.add(result);
    }

    @Override
    public void validated(long iteration, Metrics metrics, long nanos) {
      events.add("validated " + iteration);
    }

    @Override
    public void epochDone(EpochResult epoch) {
      events.add("epoch " + epoch.epoch());
    }

    @Override
    public void noticed(String notice) {
      events.add(notice);
    }

    @Override
    public void finished(TrainingResult result) {
      events.add("finished");
    }

    @Override
    public void failed(RuntimeException reason) {
      events.add("failed: " + reason.getClass().getSimpleName());
    }
  }

  @Test
  void isNotifiedOfEachStepInOrder() {
    Diary diary = new Diary();

    new Trainer(SPARK, settings(), diary).train();

    assertThat(diary.events)
        .containsExactly(
            "started",
            "iteration 1",
            "iteration 2",
            "validated 2",
            "epoch 1",
            "iteration 3",
            "iteration 4",
            "validated 4",
            "epoch 2",
            "finished");
    assertThat(diary.iterations)
        .extracting(IterationResult::endsEpoch)
        .containsExactly(false, true, false, true);
    assertThat(diary.iterations).allMatch(r -> r.gradientNorm() > 0 && r.learningRate() == 0.1);
  }

  @Test
  void aListenerThatThrowsIsReportedAndNotNotifiedAgain() {
    String undisturbed = new Trainer(SPARK, settings()).train().model().digest();
    Diary before = new Diary();
    Diary after = new Diary();
    int[] notified = {0};
    class Clumsy implements TrainingListener {
      @Override
      public void iterationDone(IterationResult result) {
        notified[0]++;
        throw new IllegalStateException("no room for me");
      }
    }

    TrainingResult result = new Trainer(SPARK, settings(), before, new Clumsy(), after).train();

    assertThat(result.model().digest()).isEqualTo(undisturbed);
    assertThat(notified[0]).isEqualTo(1);
    assertThat(before.events)
        .contains(
            "Clumsy has failed and is no longer notified:"
                + " java.lang.IllegalStateException: no room for me");
    assertThat(after.events).contains("finished");
  }

  @Test
  void aListenerCanStopTheRunWhichCanBeResumed() {
    RunSettings settings = settings();
    Diary stopper =
        new Diary() {
          @Override
          public boolean wantsToStop() {
            return iterations.size() == 1;
          }
        };

    assertThatThrownBy(() -> new Trainer(SPARK, settings, stopper).train())
        .isInstanceOf(RunStoppedException.class)
        .hasMessageContaining("after iteration 1");

    assertThat(stopper.events).endsWith("failed: RunStoppedException");
  }

  @Test
  void aListenerCanEndTheRunWithTheModelThatItHas() {
    Diary ender =
        new Diary() {
          @Override
          public boolean wantsToEnd() {
            return iterations.size() == 1;
          }
        };

    TrainingResult result = new Trainer(SPARK, settings(), ender).train();

    assertThat(result.stopped()).isEqualTo(StopReason.LISTENER);
    assertThat(result.iterations()).isEqualTo(1);
    assertThat(result.modelIteration()).isEqualTo(1);
    assertThat(ender.events).endsWith("finished");
  }

  @Test
  void isNotifiedOfARunThatFailsBeforeItStarts() {
    Diary diary = new Diary();
    RunSettings nothing =
        Runs.classification(folder.resolve("none").toString())
            .to(folder.resolve("nothing").toString());

    assertThatThrownBy(() -> new Trainer(SPARK, nothing, diary).train())
        .isInstanceOf(UserException.class);

    assertThat(diary.events).containsExactly("failed: UserException");
  }
}
