package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.encoding.Task;
import org.lockstep.scoring.Scorer;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.SettingsReader;
import org.lockstep.settings.value.MapSource;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** All parts of the recipe realmlp at once: one model for any placement, exchange and resume. */
@Tag("spark")
class RecipeInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final StructType SCHEMA =
      StructType.fromDDL("id int, age double, site string, name string, label string, y double");
  private static final List<String> FEATURES = List.of("age", "site", "name");

  @TempDir static Path folder;
  private static final List<Row> TABLE = new ArrayList<>();
  private static String oneFile;
  private static String manyFiles;

  @BeforeAll
  static void writeTables() {
    for (int i = 0; i < 240; i++) {
      TABLE.add(
          RowFactory.create(
              i,
              i % 7 == 0 ? null : 20 + i * 0.37 % 50 + i % 3,
              i % 2 == 0 ? "north" : "south",
              i % 5 == 0 ? null : "patient " + i * i % 31,
              "grade " + i % 3,
              i % 3 * 100.0 + i % 2));
    }
    oneFile = folder.resolve("one").toString();
    Tables.write(Path.of(oneFile), SCHEMA, TABLE, 1);
    List<Row> shuffled = new ArrayList<>(TABLE);
    Collections.shuffle(shuffled, new Random(7));
    manyFiles = folder.resolve("many").toString();
    Tables.write(Path.of(manyFiles), SCHEMA, shuffled, 7);
  }

  private static Runs runs(Task task, String table) {
    Map<String, Object> values = new HashMap<>();
    values.put("network.recipe", "realmlp");
    values.put("data.train", table);
    values.put("data.label", task == Task.CLASSIFICATION ? "label" : "y");
    values.put("data.features", FEATURES);
    values.put("data.validation", "0.2");
    values.put("data.missing", "indicator");
    values.put("data.categories.missing", "indicator");
    values.put("data.categories.unseen", "zero");
    values.put("network.hidden", List.of("12", "8"));
    values.put("training.batch-size", "48");
    values.put("training.lanes", "6");
    values.put("training.epochs", "4");
    values.put("training.early-stopping.patience", "4");
    values.put("training.checkpoint.every-iterations", "2");
    SettingsReader reader =
        new SettingsReader(new SettingValues(new MapSource(values, key -> "here")), task);
    return new Runs(reader.data(), reader.training(), reader.checkpoints());
  }

  private static String digest(Runs runs, ExchangeKind exchange, int partitions) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.withExchange(exchange).withPartitions(partitions).to(output))
        .train()
        .model()
        .digest();
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  void theModelEqualsTheReferenceTrainersForAnyPlacementAndExchange(Task task) {
    // The reference trainer knows no validation: it ends with the last weights
    Runs one = runs(task, oneFile).withStopping(Runs.classification(oneFile).training().stopping());
    Runs many = one.withTrain(manyFiles);

    String expected = Reference.digest(one);

    assertThat(digest(one, ExchangeKind.RESIDENT, 1)).isEqualTo(expected);
    assertThat(digest(many, ExchangeKind.RESIDENT, 2)).isEqualTo(expected);
    assertThat(digest(many, ExchangeKind.SHARDED, 2)).isEqualTo(expected);
    assertThat(digest(many, ExchangeKind.JOB, 3)).isEqualTo(expected);
  }

  @Test
  void aRunThatIsStoppedAndResumedHasTheSameBitsWithTheBestWeightsRestored() {
    Runs runs = runs(Task.REGRESSION, manyFiles);
    String expected = digest(runs, ExchangeKind.JOB, 1);
    RunSettings settings = runs.withPartitions(2).to(folder.resolve("resumed").toString());

    TrainingResult resumed = StopAfter.resumed(SPARK, settings, 7);

    assertThat(resumed.model().digest()).isEqualTo(expected);
  }

  @Test
  void theScorerGivesThePredictionsOfSparkBitForBit() {
    Path saved = folder.resolve("saved");
    new Trainer(SPARK, runs(Task.CLASSIFICATION, manyFiles).to(saved.toString())).train();
    Map<Integer, Row> expected =
        SparkPredictions.byNumber(SPARK, saved, oneFile, folder.resolve("predicted"));
    Scorer scorer = Scorer.load(saved);

    for (Row answer : expected.values()) {
      Map<String, @Nullable Object> row = new HashMap<>();
      FEATURES.forEach(name -> row.put(name, answer.getAs(name)));
      assertThat(scorer.score(row)).contains(SparkPredictions.label(answer));
    }
  }
}
