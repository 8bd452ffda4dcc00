package org.lockstep.listener.sparkui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.ui.SparkUI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.Placement;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.exchange.ExchangeChoice;
import org.lockstep.training.exchange.Traffic;

/** Requests the tab of a real UI over HTTP. */
@Tag("spark")
class LiveViewTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 300).write().parquet(table);
    // More than 250 to train on: 6 iterations an epoch
    runs =
        Runs.classification(table)
            .withValidation(new Validation.Fraction(0.2))
            .withPartitions(2)
            .withEpochs(2);
  }

  private static TrainingResult train(String name, TrainingListener listener) {
    LiveView view = LiveView.of(SPARK.sparkContext()).orElseThrow();
    return new Trainer(SPARK, runs.to(folder.resolve(name).toString()), view, listener).train();
  }

  @Test
  void thePageFollowsARunFromItsStartToItsEnd() {
    List<String> pages = new ArrayList<>();
    TrainingListener reader =
        new TrainingListener() {
          @Override
          public void started(TrainingPlan plan) {
            pages.add(SharedSpark.page("/lockstep/"));
          }

          @Override
          public void epochDone(EpochResult epoch) {
            pages.add(SharedSpark.page("/lockstep/"));
          }
        };

    TrainingResult result = train("a run", reader);

    assertThat(pages).hasSize(3);
    assertThat(pages.get(0))
        .contains(", training", "iteration 0 of 12", folder.resolve("a run").toString());
    assertThat(pages.get(1))
        .contains(", training", "epoch 1 of 2 · iteration 6 of 12 · loss ", " left")
        .contains("id=\"loss\"", "training: from ", "; validation: from ")
        .contains("id=\"validation-accuracy\"", ".phase-compute")
        .contains("5 → 16 relu → 8 relu → 3 softmax", "resident (inside this JVM)");
    assertThat(SharedSpark.page("/lockstep/"))
        .contains(", finished", result.model().digest(), "iteration 12 of 12")
        .doesNotContain(" left ·", " left</p>", "at most"); // as words: the style sheet has it too
  }

  @Test
  void theTabIsInSparksUiAndLoadsNothingFromOtherHosts() {
    train("beside", new TrainingListener() {});

    assertThat(SharedSpark.page("/jobs/").split("href=\"/lockstep/\"", -1)).hasSize(2);
    assertThat(SharedSpark.page("/lockstep/"))
        .contains("<a class=\"nav-link\" href=\"/executors/\">")
        .doesNotContainPattern("(src|href)=\"(https?:)?//(?!spark\\.apache\\.org)");
  }

  @Test
  void aStoppedRunIsShownAsStopped() {
    TrainingListener stopper =
        new TrainingListener() {
          private long done;

          @Override
          public void iterationDone(IterationResult result) {
            done = result.iteration();
          }

          @Override
          public boolean wantsToStop() {
            return done == 3;
          }
        };

    assertThatThrownBy(() -> train("stopped", stopper)).isInstanceOf(RunStoppedException.class);

    assertThat(SharedSpark.page("/lockstep/"))
        .contains(
            ", stopped", "stopped after iteration 3, as requested", "saved after iteration 3");
  }

  @Test
  void theLastTenRunsOfASessionAreKeptEachWithAPageOfItsOwn() {
    SparkUI ui = SPARK.sparkContext().ui().get();
    Topology topology =
        new Topology(List.of(2, 1), List.of(Activation.IDENTITY), new Loss.SquaredError());
    for (int i = 1; i <= 12; i++) {
      LockstepTab.of(ui)
          .add(
              new LiveRun(
                  new TrainingPlan(
                      new TrainingPlan.Output("try " + i + ".", 0),
                      topology,
                      new TrainingPlan.Examples(10, 0),
                      new Placement(
                          1, 1, new ExchangeChoice(ExchangeKind.JOB, "as set"), Traffic.NONE),
                      new TrainingPlan.Length(1, 1, 0),
                      List.of())));
    }

    assertThat(SharedSpark.page("/lockstep/"))
        .contains("try 3.", "try 12.")
        .doesNotContain("try 2.");
    int last = LockstepTab.of(ui).runs().lastKey();
    assertThat(SharedSpark.page("/lockstep/?run=" + (last - 2)))
        .contains("Run %d, training".formatted(last - 2));
    for (String wrong : List.of("0", "-1", "x", "", "999999", "%3Cb%3E")) {
      assertThat(SharedSpark.page("/lockstep/?run=" + wrong))
          .contains("Run %d, training".formatted(last));
    }
  }
}
