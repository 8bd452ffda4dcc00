package org.lockstep.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Task;
import org.lockstep.encoding.Unseen;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFiles;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.evaluation.Prediction;

@Tag("spark")
class ScorerTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 150;
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "id int, age double, ok boolean, site string, name string, born date, seen timestamp,"
              + " pixels array<float>, grade string, score double");
  private static final List<String> FEATURES =
      List.of("age", "ok", "site", "name", "born", "seen", "pixels");

  @TempDir static Path folder;
  private static final List<Row> TABLE = new ArrayList<>();
  private static String path;

  @BeforeAll
  static void writeTable() {
    for (int i = 0; i < ROWS; i++) {
      TABLE.add(
          RowFactory.create(
              i,
              i % 7 == 0 ? null : i * 1.5,
              i % 2 == 0,
              i % 5 == 0 ? null : List.of("north", "Süd", "").get(i % 3),
              "patient " + i,
              Date.valueOf(LocalDate.ofEpochDay(i * 31)),
              i % 6 == 0 ? null : Timestamp.from(Instant.ofEpochSecond(i * 40_000L)),
              List.of(i * 0.5f, -i * 0.25f),
              "grade " + i % 3,
              i * 0.1));
    }
    path = Tables.write(folder.resolve("table"), SCHEMA, TABLE, 3);
  }

  private static Path train(Task task, String label, Missing missing) {
    Runs runs = task == Task.CLASSIFICATION ? Runs.classification(path) : Runs.regression(path);
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    RunSettings settings =
        runs.withColumns(List.of(label), FEATURES)
            .withEncoding(
                new EncodingSettings(
                    Scaling.STANDARD,
                    missing,
                    new CategorySettings(100, 16, Unseen.ZERO, missing),
                    Optional.of(DateEncoding.CYCLIC)))
            .to(output);
    new Trainer(SPARK, settings).train();
    return Path.of(output);
  }

  /** Spark's predictions, by the ids of the rows. */
  private static Map<Integer, Row> predicted(Path folder) {
    Model model = ModelFiles.read(folder);
    String output = folder + "-predicted";
    Prediction.write(SPARK, model, path, output);
    Map<Integer, Row> answers = new HashMap<>();
    for (Row row : SPARK.read().parquet(output).collectAsList()) {
      answers.put(row.getInt(0), row);
    }
    return answers;
  }

  private static List<Map<String, @Nullable Object>> rows() {
    return TABLE.stream().map(ScorerTest::row).toList();
  }

  private static Map<String, @Nullable Object> row(Row row) {
    Map<String, @Nullable Object> values = new HashMap<>();
    for (String name : FEATURES) {
      Object value = row.get(SCHEMA.fieldIndex(name));
      values.put(
          name,
          value instanceof Date date
              ? date.toLocalDate()
              : value instanceof Timestamp time ? time.toInstant() : value);
    }
    return values;
  }

  @Test
  void classPredictionsEqualThoseOfPredictBitForBitForARowAndABatch() {
    Path model = train(Task.CLASSIFICATION, "grade", Missing.INDICATOR);
    Map<Integer, Row> expected = predicted(model);
    Scorer scorer = Scorer.load(model);

    List<Optional<RowPrediction>> answers = scorer.score(rows());

    for (int i = 0; i < ROWS; i++) {
      Row row = expected.get(i);
      assertThat(answers.get(i))
          .contains(new RowPrediction.Label(row.getAs("prediction"), row.getList(row.size() - 1)));
      assertThat(scorer.score(rows().get(i))).isEqualTo(answers.get(i));
    }
    assertThat(scorer.labels()).containsExactly("grade 0", "grade 1", "grade 2");
  }

  @Test
  void numericPredictionsEqualThoseOfPredictBitForBit() {
    Path model = train(Task.REGRESSION, "score", Missing.MEAN);
    Map<Integer, Row> expected = predicted(model);

    List<Optional<RowPrediction>> answers = Scorer.load(model).score(rows());

    for (int i = 0; i < ROWS; i++) {
      assertThat(answers.get(i))
          .contains(new RowPrediction.Values(List.of(expected.get(i).<Double>getAs("prediction"))));
    }
  }

  @Test
  void rowsThatTheModelSkipsHaveNoPrediction() {
    Path model = train(Task.REGRESSION, "score", Missing.SKIP);
    Map<Integer, Row> expected = predicted(model);

    List<Optional<RowPrediction>> answers = Scorer.load(model).score(rows());

    assertThat(expected).hasSizeLessThan(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(answers.get(i).isPresent()).isEqualTo(expected.containsKey(i));
    }
  }

  @Test
  void manyThreadsGetTheSamePredictionsAsOne() {
    Scorer scorer = Scorer.load(train(Task.CLASSIFICATION, "grade", Missing.INDICATOR));
    List<Optional<RowPrediction>> expected = scorer.score(rows());

    List<Optional<RowPrediction>> answers =
        IntStream.range(0, 40 * ROWS)
            .parallel()
            .mapToObj(i -> scorer.score(rows().get(i % ROWS)))
            .toList();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i)).isEqualTo(expected.get(i % ROWS));
    }
  }

  @Test
  void aRowThatDoesNotFitTheModelIsRefusedInOneLine() {
    Scorer scorer = Scorer.load(train(Task.REGRESSION, "score", Missing.MEAN));
    Map<String, @Nullable Object> row = rows().get(1);
    Map<String, @Nullable Object> without = new HashMap<>(row);
    without.remove("age");

    assertThatThrownBy(() -> scorer.score(without))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the row has no column age");
    assertThatThrownBy(() -> scorer.score(with(row, "age", "old")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column age holds a String");
    assertThatThrownBy(() -> scorer.score(with(row, "site", 3)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column site holds a Integer");
    assertThatThrownBy(() -> scorer.score(with(row, "born", "1970-01-01")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column born holds a String");
    assertThatThrownBy(() -> scorer.score(with(row, "pixels", new double[] {1})))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column pixels has 1 values; the model was trained on 2");
    assertThatThrownBy(() -> Scorer.load(folder.resolve("nowhere")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is no model at");
  }

  private static Map<String, @Nullable Object> with(
      Map<String, @Nullable Object> row, String column, Object value) {
    Map<String, @Nullable Object> other = new HashMap<>(row);
    other.put(column, value);
    return Collections.unmodifiableMap(other);
  }

  @Test
  void aNumberMayHaveAnyNumericJavaType() {
    Scorer scorer = Scorer.load(train(Task.REGRESSION, "score", Missing.MEAN));
    Map<String, @Nullable Object> row = with(rows().get(3), "age", 4);
    Optional<RowPrediction> expected = scorer.score(with(row, "pixels", new float[] {1, 2}));

    assertThat(scorer.score(with(row, "pixels", new double[] {1, 2}))).isEqualTo(expected);
    assertThat(scorer.score(with(row, "pixels", List.of(1, 2L)))).isEqualTo(expected);
    assertThat(scorer.score(with(with(row, "age", 4f), "pixels", List.of(1.0, 2))))
        .isEqualTo(expected);
  }
}
