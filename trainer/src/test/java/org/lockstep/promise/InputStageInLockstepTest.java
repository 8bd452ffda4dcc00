package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Unseen;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFiles;
import org.lockstep.network.Kernel;
import org.lockstep.network.input.InputTensor;
import org.lockstep.network.input.NumberEmbedding;
import org.lockstep.network.input.NumberEmbedding.Form;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.scoring.Scorer;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.InputSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** Embedded words and numbers and scaled inputs: one model for any placement. */
@Tag("spark")
class InputStageInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "id int, age double, fast boolean, site string, name string, born date,"
              + " pixels array<float>, label string");
  private static final List<String> FEATURES =
      List.of("age", "fast", "site", "name", "born", "pixels");
  private static final int ROWS = 300;

  @TempDir static Path folder;
  private static final List<Row> TABLE = new ArrayList<>();
  private static String oneFile;
  private static String manyFiles;

  @BeforeAll
  static void writeTables() {
    for (int i = 0; i < ROWS; i++) {
      TABLE.add(
          RowFactory.create(
              i,
              i % 7 == 0 ? null : 20 + i * 0.37 % 50 + i % 3,
              i % 2 == 0,
              List.of("north", "Süd", "").get(i / 2 % 3),
              i % 5 == 0 ? null : "patient " + i * i % 61,
              Date.valueOf(LocalDate.ofEpochDay(i * 17)),
              List.of(i % 2 * 1f, i * 0.01f + i % 3),
              "grade " + i % 3));
    }
    oneFile = folder.resolve("one").toString();
    Tables.write(Path.of(oneFile), SCHEMA, TABLE, 1);
    List<Row> shuffled = new ArrayList<>(TABLE);
    Collections.shuffle(shuffled, new Random(7));
    manyFiles = folder.resolve("many").toString();
    Tables.write(Path.of(manyFiles), SCHEMA, shuffled, 11);
  }

  private static Runs runs(String table, Form form) {
    NumberEmbedding numbers = new NumberEmbedding(form, 6, 4, 0.2);
    Runs runs = Runs.classification(table);
    return runs.withColumns(List.of("label"), FEATURES)
        .withValidation(new Validation.Fraction(0.2))
        .withDescent(DescentSettings.of(new AdamW(), 0.02))
        .withNetwork(
            runs.training()
                .network()
                .withHidden(List.of(8))
                .withInput(new InputSettings(true, Optional.of(numbers))))
        .withEncoding(
            new EncodingSettings(
                Scaling.STANDARD,
                Missing.INDICATOR,
                new CategorySettings(10, 16, 3, Unseen.ZERO, Missing.INDICATOR),
                Optional.of(DateEncoding.CYCLIC)));
  }

  private static TrainingResult train(Runs runs, int partitions) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.withPartitions(partitions).to(output)).train();
  }

  @ParameterizedTest
  @EnumSource
  void theModelEqualsTheReferenceTrainersForAnyPlacementAndKernel(Form form) {
    for (Kernel kernel : Kernel.values()) {
      Runs one = runs(oneFile, form);
      one = one.withNetwork(one.training().network().withKernel(kernel));
      Runs many = one.withTrain(manyFiles);

      String expected = Reference.digest(one);

      assertThat(train(one, 1).model().digest()).isEqualTo(expected);
      assertThat(train(many.withExchange(ExchangeKind.JOB), 3).model().digest())
          .isEqualTo(expected);
      assertThat(train(many.withExchange(ExchangeKind.RESIDENT), 2).model().digest())
          .isEqualTo(expected);
    }
  }

  @Test
  void aRunThatIsStoppedAndResumedHasTheSameBits() {
    Runs runs = runs(manyFiles, Form.PBLD);
    String expected = Reference.digest(runs);
    RunSettings settings =
        runs.withPartitions(2)
            .withCheckpoints(
                new CheckpointSettings(
                    OptionalLong.of(2), OptionalLong.empty(), OptionalDouble.empty(), 3))
            .to(folder.resolve("resumed").toString());

    TrainingResult resumed = StopAfter.resumed(SPARK, settings, 7);

    assertThat(resumed.model().digest()).isEqualTo(expected);
  }

  @Test
  void theScorerGivesThePredictionsOfSparkBitForBitForUnseenAndMissingWordsToo() {
    Path saved = folder.resolve("saved");
    TrainingResult result =
        new Trainer(SPARK, runs(manyFiles, Form.PLR).to(saved.toString())).train();
    Model model = ModelFiles.read(saved);
    assertThat(model.topology()).isEqualTo(result.model().topology());
    assertThat(model.encoding().features().get(3)).isInstanceOf(EmbeddedColumn.class);
    List<Row> rows = new ArrayList<>(TABLE.subList(0, 40));
    rows.add(
        RowFactory.create(
            40,
            1.0,
            true,
            "elsewhere",
            "no patient",
            rows.get(0).get(5),
            List.of(0f, 1f),
            "grade 0"));
    rows.add(
        RowFactory.create(
            41, null, false, "", null, rows.get(0).get(5), List.of(0f, 1f), "grade 0"));
    Path table = folder.resolve("to-predict");
    Tables.write(table, SCHEMA, rows, 2);
    Map<Integer, Row> expected =
        SparkPredictions.byNumber(SPARK, saved, table.toString(), folder.resolve("predicted"));

    Scorer scorer = Scorer.load(saved);

    for (Row row : rows) {
      Row answer = expected.get(row.getInt(0));
      assertThat(scorer.score(values(row))).contains(SparkPredictions.label(answer));
    }
  }

  private static Map<String, @Nullable Object> values(Row row) {
    Map<String, @Nullable Object> values = new HashMap<>();
    for (String name : FEATURES) {
      Object value = row.get(SCHEMA.fieldIndex(name));
      values.put(name, value instanceof Date date ? date.toLocalDate() : value);
    }
    return values;
  }

  @Test
  void theStageFollowsTheColumns() {
    Model model = train(runs(oneFile, Form.PBLD), 2).model();

    // age, its indicator; fast; site; name; born; pixels
    assertThat(model.topology().inputTensors())
        .extracting(InputTensor::name)
        .containsExactly(
            "numbers.1.frequency",
            "numbers.1.phase",
            "numbers.1.weight",
            "numbers.1.bias",
            "embeddings.2.weight",
            "numbers.3.frequency",
            "numbers.3.phase",
            "numbers.3.weight",
            "numbers.3.bias",
            "numbers.4.frequency",
            "numbers.4.phase",
            "numbers.4.weight",
            "numbers.4.bias",
            "input.scale");
    int sites = 3;
    int cyclesOfADate = 4;
    assertThat(model.topology().inputs(0))
        .isEqualTo(4 + 1 + 1 + sites + 3 + 4 + cyclesOfADate + 2 * 4);
    assertThat(model.topology().inputWidth()).isEqualTo(model.encoding().inputWidth());
  }
}
