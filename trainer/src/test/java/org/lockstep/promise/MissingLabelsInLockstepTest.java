package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFiles;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.TargetSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Evaluation;

/** Rows without a label that are left out are as if they had never been there. */
@Tag("spark")
class MissingLabelsInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "x double, more double, word string, grade double, truth boolean, y double, z float,"
              + " ys array<double>, dose double");
  private static final int ROWS = 240;

  @TempDir static Path folder;
  private static Dataset<Row> table;
  private static final Map<Integer, String> WHOLE = new HashMap<>();

  /** By formula; a row of four lacks its label in one way or another. */
  @BeforeAll
  static void makeTable() {
    List<Row> rows = IntStream.range(0, ROWS).mapToObj(MissingLabelsInLockstepTest::row).toList();
    table = SPARK.createDataFrame(rows, SCHEMA);
  }

  private static Row row(int i) {
    boolean lacks = i % 4 == 1;
    double x = i * 0.731 % 7;
    Double y = lacks ? (i % 8 == 1 ? null : Double.valueOf(Double.NaN)) : Double.valueOf(x * 2 - 1);
    return RowFactory.create(
        x,
        i * 0.37 % 3,
        lacks ? null : List.of("low", "mid", "high").get((int) x / 3),
        lacks ? y : Double.valueOf((int) x / 3),
        lacks ? null : x > 3,
        y,
        i % 12 == 7 ? Float.NaN : (float) (3 - x),
        i % 12 == 5 ? null : Arrays.asList(x, y),
        i % 5 == 0 && lacks ? null : x * x);
  }

  private static DataSettings data(String path, Task task, String label, MissingLabel missing) {
    return Runs.classification(path)
        .withValidation(new Validation.Fraction(0.25))
        .data()
        .withColumns(ColumnSettings.of(List.of(label.split(" ")), List.of("x", "more", "dose")))
        .withTarget(TargetSettings.of(task, Scaling.STANDARD).withMissingLabel(missing))
        .withEncoding(
            EncodingSettings.DEFAULT
                .withMissing(Missing.INDICATOR)
                .withDates(Optional.of(DateEncoding.DAYS)));
  }

  private static TrainingResult train(DataSettings data, int partitions) {
    Runs runs =
        (data.target().task() == Task.CLASSIFICATION
                ? Runs.classification(data.train())
                : Runs.regression(data.train()))
            .withPartitions(partitions);
    String output = path("model");
    RunSettings settings = runs.to(output);
    return new Trainer(
            SPARK,
            new RunSettings(data, settings.training(), settings.checkpoints(), output, false))
        .train();
  }

  private static String path(String name) {
    return folder.resolve(name + "-" + System.nanoTime()).toString();
  }

  private static String write(Dataset<Row> rows, int files) {
    List<Row> shuffled = new java.util.ArrayList<>(rows.collectAsList());
    Collections.shuffle(shuffled, new java.util.Random(files));
    return Tables.write(Path.of(path("table")), SCHEMA, shuffled, files);
  }

  /** The whole table in a number of files, written once. */
  private static String whole(int files) {
    return WHOLE.computeIfAbsent(files, count -> write(table, count));
  }

  @ParameterizedTest
  @CsvSource({
    "CLASSIFICATION, word, word is not null",
    "CLASSIFICATION, grade, grade < 9e9",
    "CLASSIFICATION, truth, truth is not null",
    "REGRESSION, y, y < 9e9",
    "REGRESSION, y z, y < 9e9 and z < 9e9",
    "REGRESSION, ys, ys[1] < 9e9",
    "REGRESSION, z ys, z < 9e9 and ys[1] < 9e9"
  })
  void theModelEqualsThatOfTheLabelledRows(Task task, String label, String condition) {
    Dataset<Row> labelled = table.where(condition);
    TrainingResult expected = train(data(write(labelled, 1), task, label, MissingLabel.ERROR), 1);

    for (int parts : List.of(1, 3, 7)) {
      TrainingResult result = train(data(whole(parts), task, label, MissingLabel.SKIP), parts);
      assertThat(result.model().digest()).isEqualTo(expected.model().digest());
      assertThat(result.validation()).isEqualTo(expected.validation());
      assertThat(result.model().encoding().features())
          .isEqualTo(expected.model().encoding().features());
    }
    SPARK.conf().set("spark.lockstep.smallTableBytes", "0");
    try {
      assertThat(train(data(whole(4), task, label, MissingLabel.SKIP), 2).model().digest())
          .isEqualTo(expected.model().digest());
    } finally {
      SPARK.conf().unset("spark.lockstep.smallTableBytes");
    }
  }

  @Test
  void evaluationHandlesMissingLabelsAsTheModelWasTrained() {
    String whole = whole(2);
    TrainingResult skips = train(data(whole, Task.REGRESSION, "y", MissingLabel.SKIP), 1);
    String labelled = write(table.where("y < 9e9"), 1);
    TrainingResult refuses = train(data(labelled, Task.REGRESSION, "y", MissingLabel.ERROR), 1);

    Evaluation.Result evaluated =
        Evaluation.evaluate(
            SPARK,
            skips.model(),
            whole,
            Optional.empty(),
            skips.model().encoding().target().missing());

    assertThat(evaluated.rows().unlabelled()).isEqualTo(ROWS / 4);
    assertThat(evaluated.scorecard())
        .isEqualTo(Evaluation.evaluate(SPARK, refuses.model(), labelled, Optional.empty()));
    assertThatThrownBy(() -> Evaluation.evaluate(SPARK, refuses.model(), whole, Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give --missing-label skip");
  }

  @Test
  void theManifestOfAModelThatRefusesMissingLabelsIsUnchanged() throws IOException {
    String labelled = write(table.where("y < 9e9"), 1);
    DataSettings settings = data(labelled, Task.REGRESSION, "y", MissingLabel.ERROR);
    String output = path("kept");
    RunSettings run = Runs.regression(labelled).to(output);
    new Trainer(SPARK, new RunSettings(settings, run.training(), run.checkpoints(), output, false))
        .train();

    Model read = ModelFiles.read(Path.of(output));

    assertThat(read.encoding().target().missing()).isEqualTo(MissingLabel.ERROR);
    JsonNode target =
        new ObjectMapper()
            .readTree(Path.of(output, "manifest.json").toFile())
            .at("/encoding/target");
    assertThat(target.fieldNames()).toIterable().containsExactly("task", "columns", "scale");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void estimatorsSkipRowsWithoutALabel(int partitions) {
    LockstepRegressor regressor =
        new LockstepRegressor()
            .setFeaturesCols("x", "more")
            .setLabelCol("y")
            .setBatchSize(32)
            .setMaxIter(3);
    LockstepClassifier classifier =
        new LockstepClassifier()
            .setFeaturesCols("x", "more")
            .setLabelCol("word")
            .setBatchSize(32)
            .setMaxIter(3);
    Dataset<Row> parts = table.repartition(partitions);

    assertThatThrownBy(() -> regressor.fit(parts))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("set missingLabel = skip");
    assertThatThrownBy(() -> classifier.fit(parts))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("set missingLabel = skip");
    assertThat(regressor.setMissingLabel("skip").fit(parts).digest())
        .isEqualTo(regressor.fit(table.where("y < 9e9")).digest());
    assertThat(classifier.setMissingLabel("skip").fit(parts).digest())
        .isEqualTo(classifier.fit(table.where("word is not null")).digest());
  }
}
