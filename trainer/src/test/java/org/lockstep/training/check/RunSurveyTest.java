package org.lockstep.training.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.exchange.Traffic;

/** Sizes, reports and errors of a survey. */
@Tag("spark")
class RunSurveyTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 100).write().parquet(table);
    runs = Runs.classification(table).withValidation(new Validation.Fraction(0.2)).withEpochs(2);
  }

  private static List<String> listing() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void thePlanIsThatOfTheTrainingAndNoFilesRemain() throws IOException {
    RunSettings settings = runs.withPartitions(2).to(folder.resolve("model").toString());
    List<String> before = listing();
    int cached = SPARK.sparkContext().getPersistentRDDs().size();

    RunSurvey survey = RunSurvey.of(SPARK, settings);

    assertThat(listing()).isEqualTo(before);
    assertThat(SPARK.sparkContext().getPersistentRDDs().size()).isEqualTo(cached);
    assertThat(survey.problems()).isEmpty();
    RunSurvey.Sizes sizes = survey.sizes().orElseThrow();
    List<TrainingPlan> plans = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(TrainingPlan plan) {
            plans.add(plan);
          }
        };
    TrainingResult result = new Trainer(SPARK, settings, listener).train();
    assertThat(plans).containsExactly(sizes.plan());
    assertThat(result.iterations()).isEqualTo(sizes.iterations());
    assertThat(sizes.floatsAnExample()).isEqualTo(5 + 1);
    assertThat(sizes.bytes(10)).isEqualTo(10 * 6 * 4);
    // Lanes 6 to 12 are more than lanes 0 to 5
    assertThat(sizes.partitionExamples())
        .isEqualTo(sizes.plan().examples() - sizes.batches().laneStart(6));
    assertThat(sizes.plan().traffic()).isEqualTo(Traffic.NONE);
  }

  @Test
  void problemsOfTheOutputTheDataAndTheStartAreListedTogether() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken"));
    Files.writeString(taken.resolve("notes.txt"), "mine");
    RunSettings settings =
        runs.withValidation(new Validation.Table(folder.resolve("none").toString()))
            .withTraining(t -> t.withWarmStart(folder.resolve("no-model").toString()))
            .to(taken.toString());

    RunSurvey survey = RunSurvey.of(SPARK, settings);

    assertThat(survey.problems())
        .extracting(Throwable::getMessage)
        .satisfiesExactly(
            output -> assertThat(output).contains("taken exists already"),
            origin -> assertThat(origin).contains("no-model"),
            validation -> assertThat(validation).contains("none does not exist"));
    assertThat(survey.data()).isPresent();
    assertThat(survey.data().get().classes()).hasSize(3);
  }

  @Test
  void aTableThatCannotBeReadIsAProblemLikeOthers() {
    RunSettings settings =
        Runs.classification(folder.resolve("none").toString())
            .to(folder.resolve("other").toString());

    RunSurvey survey = RunSurvey.of(SPARK, settings);

    assertThat(survey.data()).isEmpty();
    assertThat(survey.sizes()).isEmpty();
    assertThat(survey.problems())
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("none does not exist");
  }
}
