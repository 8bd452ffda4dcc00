package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
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
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.export.JsonExport;
import org.lockstep.ml.LockstepRegressionModel;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFiles;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;

/**
 * A target column of arrays or vectors trains the same model as a column for each of its numbers.
 */
@Tag("spark")
class ArrayTargetsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final StructType SCHEMA =
      StructType.fromDDL(
              "x double, more double, a double, b double, c double, abc array<double>,"
                  + " floats array<float>, bc array<double>, one array<double>")
          .add("vector", SQLDataTypes.VectorType());
  private static final int ROWS = 120;

  @TempDir static Path folder;
  private static final Map<String, Path> TRAINED = new HashMap<>();
  private static String table;

  @BeforeAll
  static void writeTable() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double x = i * 0.731 % 7;
      double a = (float) (2 * x - 1);
      double b = (float) (x * x);
      double c = i % 9 == 0 ? 0 : (float) (5 - x);
      rows.add(
          RowFactory.create(
              x,
              i * 0.37 % 3,
              a,
              b,
              c,
              List.of(a, b, c),
              List.of((float) a, (float) b, (float) c),
              List.of(b, c),
              List.of(a),
              i % 2 == 0 ? Vectors.dense(a, b, c) : Vectors.dense(a, b, c).toSparse()));
    }
    table = Tables.write(folder.resolve("table"), SCHEMA, rows, 3);
  }

  private static DataSettings data(String path, String label) {
    return Runs.regression(path)
        .withValidation(new Validation.Fraction(0.2))
        .data()
        .withColumns(ColumnSettings.of(List.of(label.split(" ")), List.of("x", "more")));
  }

  private static Path train(String path, String label) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    RunSettings run = Runs.regression(path).to(output);
    new Trainer(
            SPARK,
            new RunSettings(data(path, label), run.training(), run.checkpoints(), output, false))
        .train();
    return Path.of(output);
  }

  private static Model trained(String label) {
    return ModelFiles.read(TRAINED.computeIfAbsent(label, name -> train(table, name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "floats", "vector", "a bc", "one b c", "one bc"})
  void anArrayTargetTrainsTheModelOfSeparateTargetColumns(String label) {
    Model columns = trained("a b c");

    Model arrays = trained(label);

    assertThat(arrays.digest()).isEqualTo(columns.digest());
    assertThat(arrays.encoding().target().columns()).containsExactly(label.split(" "));
    assertThat(Evaluation.evaluate(SPARK, arrays, table, Optional.empty()))
        .isEqualTo(Evaluation.evaluate(SPARK, columns, table, Optional.empty()));
    assertThat(Prediction.sample(SPARK, arrays, table, 20))
        .isEqualTo(Prediction.sample(SPARK, columns, table, 20));
    assertThat(predictions(arrays)).isEqualTo(predictions(columns));
  }

  private static List<Row> predictions(Model model) {
    String output = folder.resolve("predicted-" + System.nanoTime()).toString();
    assertThat(Prediction.write(SPARK, model, table, output)).isEqualTo(ROWS);
    return SPARK
        .read()
        .parquet(output)
        .select("x", "more", "prediction")
        .orderBy("x", "more")
        .collectAsList();
  }

  @ParameterizedTest
  @CsvSource({"abc, abc[0] abc[1] abc[2]", "a bc, a bc[0] bc[1]", "one, one"})
  void eachElementOfTheTargetHasAName(String label, String names) throws IOException {
    Model model = trained(label);

    TargetEncoding.Numbers target = (TargetEncoding.Numbers) model.encoding().target();
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    JsonExport.write(model, json);

    assertThat(target.outputNames()).containsExactly(names.split(" "));
    assertThat(json.toString(StandardCharsets.UTF_8)).contains("\"widths\":[");
  }

  @Test
  void theScorerEqualsPredict() {
    Model model = trained("abc");
    Scorer scorer = Scorer.load(TRAINED.get("abc"));

    for (Row row : predictions(model)) {
      Map<String, Object> values = new HashMap<>();
      values.put("x", row.getDouble(0));
      values.put("more", row.getDouble(1));
      assertThat(scorer.score(values)).contains(new RowPrediction.Values(row.getList(2)));
    }
  }

  @Test
  void anArrayTargetOfLengthOneIsPredictedAsAnArray() {
    assertThat(predictions(trained("one")))
        .allSatisfy(row -> assertThat(row.getList(2)).hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "floats", "vector"})
  void anEstimatorTrainsOnAnArrayTarget(String label) {
    LockstepRegressor regressor =
        new LockstepRegressor()
            .setFeaturesCols("x", "more")
            .setLabelCol(label)
            .setBatchSize(32)
            .setMaxIter(3);
    Dataset<Row> rows = SPARK.read().parquet(table);

    LockstepRegressionModel model = regressor.fit(rows);

    StructType schema = regressor.transformSchema(rows.schema());
    Dataset<Row> answers = model.transform(rows);
    assertThat(answers.schema().apply("prediction").dataType())
        .isEqualTo(schema.apply("prediction").dataType());
    assertThat(answers.where("size(prediction) = 3").count()).isEqualTo(ROWS);
    assertThat(model.digest()).isEqualTo(regressor.fit(rows.repartition(5)).digest());
    assertThatThrownBy(() -> model.predict(Vectors.dense(1, 2)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("use transform");
  }

  @Test
  void differentLengthsAreAnErrorWithTheirNumbersOfRows() {
    StructType schema = StructType.fromDDL("x double, more double, ys array<double>");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(
          RowFactory.create(
              i * 1.0, i % 3 * 1.0, i < 3 ? List.of(1.0 * i) : List.of(1.0, 2.0 * i)));
    }
    String uneven = Tables.write(folder.resolve("uneven"), schema, rows, 2);
    String even = Tables.write(folder.resolve("even"), schema, rows.subList(3, 20), 2);
    String other = Tables.write(folder.resolve("other"), schema, rows.subList(0, 3), 2);

    assertThatThrownBy(() -> train(uneven, "ys"))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("ys", "1 values in 3 rows", "2 values in 17 rows");
    Model model = ModelFiles.read(train(even, "ys"));
    assertThatThrownBy(() -> Evaluation.evaluate(SPARK, model, other, Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("ys has 1 values in 3 rows", "trained on 2");
  }

  @ParameterizedTest
  @CsvSource({
    "'array(map(1, x))', 'of arrays|array<map'",
    "'array(array(x))', 'array<array'",
    "'array(cast(x as string))', 'array<string>'",
    "'map(1, x)', 'map<'",
    "'slice(array(x), 1, 0)', 'only empty rows'"
  })
  void anArrayOfNonNumericElementsIsRefusedAsATarget(String target, String pattern) {
    String path = folder.resolve("odd-" + System.nanoTime()).toString();
    SPARK.read().parquet(table).selectExpr("x", "more", target + " AS ys").write().parquet(path);

    assertThatThrownBy(() -> train(path, "ys"))
        .isInstanceOf(UserException.class)
        .message()
        .containsPattern(pattern)
        .contains("name another column in data.label")
        .doesNotContain("classification");
  }
}
