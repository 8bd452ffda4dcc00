package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
import org.lockstep.UserException;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Unseen;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;
import org.lockstep.training.metric.Scorecard;

/** Tables with strings, dates and missing values give one model for any order and partitioning. */
@Tag("spark")
class RealTablesInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "age double, site string, name string, born date, seen timestamp,"
              + " pixels array<double>, label int");
  private static final int ROWS = 300;

  @TempDir static Path folder;
  private static String oneFile;
  private static String manyFiles;

  @BeforeAll
  static void writeTables() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(row(i, i % 3));
    }
    oneFile = folder.resolve("one").toString();
    Tables.write(Path.of(oneFile), SCHEMA, rows, 1);
    Collections.shuffle(rows, new Random(7));
    manyFiles = folder.resolve("many").toString();
    Tables.write(Path.of(manyFiles), SCHEMA, rows, 11);
  }

  /** A row by formula: every seventh age, fifth site and eleventh day are missing. */
  private static Row row(int i, int label) {
    return RowFactory.create(
        i % 7 == 0 ? null : 20 + i * 0.37 % 50 + label,
        i % 5 == 0 ? null : List.of("north", "Süd", "", "north ").get((i / 5 + label) % 4),
        "patient " + i % 150,
        i % 11 == 0 ? null : Date.valueOf(LocalDate.ofEpochDay(i * 17)),
        Timestamp.from(Instant.ofEpochSecond(i * 86_413L)),
        List.of(i % 2 * 1.0, i % 13 == 0 ? Double.NaN : i * 0.01 + label),
        label);
  }

  private static Runs runs(String table, Missing missing, Validation validation) {
    return Runs.classification(table)
        .withColumns(List.of("label"), List.of())
        .withValidation(validation)
        .withEncoding(
            new EncodingSettings(
                Scaling.STANDARD,
                missing,
                new CategorySettings(100, 16, Unseen.ZERO, missing),
                Optional.of(DateEncoding.CYCLIC)));
  }

  private static TrainingResult train(Runs runs, int partitions) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.withPartitions(partitions).to(output)).train();
  }

  @ParameterizedTest
  @EnumSource(names = "ERROR", mode = EnumSource.Mode.EXCLUDE)
  void theModelEqualsTheReferenceTrainersForAnyRowOrderAndPartitioning(Missing missing) {
    Runs one = runs(oneFile, missing, new Validation.Fraction(0.2));
    Runs many = runs(manyFiles, missing, new Validation.Fraction(0.2));

    String expected = Reference.digest(one);

    assertThat(train(one, 1).model().digest()).isEqualTo(expected);
    assertThat(train(many, 3).model().digest()).isEqualTo(expected);
    assertThat(train(many, 7).model().digest()).isEqualTo(expected);
  }

  @Test
  void theModelIsTheSameIfExecutorsDealTheRows() {
    Runs many = runs(manyFiles, Missing.INDICATOR, new Validation.Fraction(0.2));
    String expected = train(many, 2).model().digest();

    SPARK.conf().set("spark.lockstep.smallTableBytes", "0");
    try {
      assertThat(train(many, 3).model().digest()).isEqualTo(expected);
    } finally {
      SPARK.conf().unset("spark.lockstep.smallTableBytes");
    }
  }

  @Test
  void rowsWithMissingValuesAreSkippedInTrainingValidationEvaluationAndPrediction() {
    Runs runs = runs(manyFiles, Missing.SKIP, new Validation.Table(oneFile));
    long whole = 0;
    for (int i = 0; i < ROWS; i++) {
      whole += i % 7 != 0 && i % 5 != 0 && i % 11 != 0 && i % 13 != 0 ? 1 : 0;
    }

    TrainingResult result = train(runs, 2);

    assertThat(result.model().provenance().data()).containsEntry("examples", whole);
    assertThat(result.validation()).hasFieldOrPropertyWithValue("examples", whole);
    assertThat(
            Prediction.write(
                SPARK, result.model(), oneFile, folder.resolve("predicted").toString()))
        .isEqualTo(whole);
    Scorecard card = Evaluation.evaluate(SPARK, result.model(), oneFile, Optional.empty());
    assertThat(card.examples()).isEqualTo(whole);
  }

  @Test
  void aMissingValueThatTheModelRefusesIsAnErrorOfPredict() {
    Path whole = folder.resolve("whole");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(RowFactory.create(i * 1.0, "ab".substring(i % 2, i % 2 + 1), i % 2));
    }
    Tables.write(whole, "x double, w string, label int", rows);
    TrainingResult result =
        train(Runs.classification(whole.toString()).withColumns(List.of("label"), List.of()), 1);

    assertThatThrownBy(() -> predict(result, RowFactory.create(null, "a", 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column x has nothing but null in 1 place");
    assertThatThrownBy(() -> predict(result, RowFactory.create(1.0, "c", 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column w has words that the model does not know, such as 'c'");
  }

  private static void predict(TrainingResult result, @Nullable Row row) {
    Path table = folder.resolve("row-" + System.nanoTime());
    Tables.write(table, "x double, w string, label int", Collections.singletonList(row));
    Prediction.write(SPARK, result.model(), table.toString(), table + "-predicted");
  }
}
