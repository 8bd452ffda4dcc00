package org.lockstep.promise;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.source.TableReader;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.model.Model;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;
import org.lockstep.training.metric.Scorecard;

/**
 * A part of a table is read as the whole table was that a model was trained on, though the reader
 * would infer other types from it.
 */
@Tag("spark")
class PartOfTableTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String NOTHING = "__HIVE_DEFAULT_PARTITION__";
  private static final StructType SCHEMA =
      StructType.fromDDL("id int, x double, word string, y int");
  private static final int ROWS_A_FOLDER = 12;

  @TempDir private Path folder;

  /** A folder of folders, {@code column=value}. */
  private String write(String column, List<String> values) {
    for (int v = 0; v < values.size(); v++) {
      writeRows(v, folder.resolve("whole").resolve(column + "=" + values.get(v)));
    }
    return folder.resolve("whole").toString();
  }

  /** Rows by formula. */
  private static void writeRows(int number, Path path) {
    List<Row> rows = new ArrayList<>();
    for (int i = number * ROWS_A_FOLDER; i < (number + 1) * ROWS_A_FOLDER; i++) {
      String word = i % 4 == 0 ? null : "w" + i % 3;
      rows.add(RowFactory.create(i, Math.cos(i), word, (i + number) % 2));
    }
    Tables.write(path, SCHEMA, rows, 1);
  }

  private String part(String column, String value) throws IOException {
    String name = column + "=" + value;
    FileUtils.copyDirectory(
        folder.resolve("whole").resolve(name).toFile(),
        folder.resolve("part").resolve(name).toFile());
    return folder.resolve("part").toString();
  }

  private Model train(String table, List<String> features, String label, Missing missing) {
    return new Trainer(SPARK, run(table, features, label, missing, new Validation.None()))
        .train()
        .model();
  }

  private RunSettings run(
      String table, List<String> features, String label, Missing missing, Validation validation) {
    DataSettings data =
        Runs.classification(table)
            .withValidation(validation)
            .data()
            .withColumns(ColumnSettings.of(List.of(label), features))
            .withEncoding(EncodingSettings.DEFAULT.withMissing(missing));
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    RunSettings settings = Runs.classification(table).withEpochs(2).to(output);
    return new RunSettings(
        data, settings.training(), settings.checkpoints(), output, settings.overwrite());
  }

  /** The probabilities that are predicted for each row, by its id. */
  private Map<Integer, List<Float>> answers(Model model, String table) {
    String output = folder.resolve("answers-" + System.nanoTime()).toString();
    Prediction.write(SPARK, model, table, output);
    Map<Integer, List<Float>> answers = new TreeMap<>();
    for (Row row : SPARK.read().parquet(output).select("id", "probability").collectAsList()) {
      answers.put(row.getInt(0), row.getList(1));
    }
    return answers;
  }

  /**
   * A column in the names of folders: its type in the whole table, and its value in each folder.
   */
  private record Inferred(String name, String type, List<String> values) {
    static final List<Inferred> ALL =
        List.of(
            new Inferred("zip", "string", List.of("01234", "98765", "A1", NOTHING)),
            new Inferred("price", "string", List.of("1.50", "2", "x", NOTHING)),
            new Inferred("mixed", "string", List.of("3000000000", "0.5", "1", NOTHING)),
            new Inferred("due", "string", List.of("2020-01-01", "2021-05-05", "soon", NOTHING)),
            new Inferred("at", "string", List.of("2020-01-01 12%3A00%3A00", "x", "7", NOTHING)),
            new Inferred("n", "int", List.of("0", "1", "2", NOTHING)),
            new Inferred("big", "bigint", List.of("0", "3000000000", "1", NOTHING)),
            new Inferred("share", "double", List.of("0", "2.5", "1", NOTHING)),
            new Inferred(
                "id20",
                "decimal(20,0)",
                List.of("12345678901234567890", "22345678901234567890", "1e19", NOTHING)),
            new Inferred("day", "date", List.of("2020-01-01", "2021-05-05", "1500-01-01", NOTHING)),
            new Inferred(
                "ts",
                "timestamp",
                List.of("2020-01-01", "2020-01-01 12%3A00%3A00", "2021-05-05", NOTHING)));

    /** The folder, below that of the table, with each column's value of this number. */
    static String folder(int number) {
      return ALL.stream()
          .map(column -> column.name + "=" + column.values.get(number))
          .collect(Collectors.joining("/"));
    }
  }

  @Test
  void rowsOfOneFolderHaveTheSamePredictionsAsInTheWholeTable() throws IOException {
    for (int number = 0; number < 4; number++) {
      writeRows(number, folder.resolve("whole").resolve(Inferred.folder(number)));
    }
    String whole = folder.resolve("whole").toString();
    List<String> names = Inferred.ALL.stream().map(Inferred::name).toList();
    Model model = train(whole, names, "y", Missing.INDICATOR);
    assertThat(model.encoding().features())
        .extracting(FeatureColumn::type)
        .isEqualTo(Inferred.ALL.stream().map(Inferred::type).toList());
    Map<Integer, List<Float>> expected = answers(model, whole);

    for (int number = 0; number < 4; number++) {
      Path part = folder.resolve("part-" + number);
      FileUtils.copyDirectory(
          folder.resolve("whole").resolve(Inferred.folder(number)).toFile(),
          part.resolve(Inferred.folder(number)).toFile());
      Map<Integer, List<Float>> answers = answers(model, part.toString());
      assertThat(answers).as(Inferred.folder(number)).hasSize(ROWS_A_FOLDER);
      assertThat(expected).containsAllEntriesOf(answers);
    }
  }

  @Test
  void theLabelsOfOneFolderAreThoseOfTheWholeTable() throws IOException {
    String whole = write("kind", List.of("01", "1", "A"));
    Model model = train(whole, List.of("x"), "kind", Missing.ERROR);
    String part = part("kind", "01");

    Scorecard.Classes one =
        Evaluation.evaluate(SPARK, model, part, Optional.empty()).classes().orElseThrow();

    assertThat(one.support()).containsExactly((double) ROWS_A_FOLDER, 0.0, 0.0);
  }

  @Test
  void aValidationTableOfOneFolderIsReadAsTheTableToTrainOn() throws IOException {
    String whole = write("part", List.of("01234", "A1", NOTHING));
    String part = part("part", "01234");

    RunSettings run =
        run(whole, List.of("x", "part"), "y", Missing.MEAN, new Validation.Table(part));

    assertThat(new Trainer(SPARK, run).train().validation()).isNotNull();
  }

  @Test
  void aWarmStartOnOneFolderUsesTheEncodingOfItsModel() throws IOException {
    String whole = write("part", List.of("01234", "A1"));
    Model model = train(whole, List.of("x", "part"), "y", Missing.MEAN);
    String part = part("part", "01234");

    TrainingData data =
        TrainingData.prepare(
            TableReader.of(SPARK),
            run(part, List.of("x", "part"), "y", Missing.MEAN, new Validation.None()).data(),
            Optional.of(model.encoding()),
            10,
            2,
            () -> 1);
    data.release();

    assertThat(data.encoding()).isEqualTo(model.encoding());
  }

  @Test
  void aColumnOfAFileInWhichEverythingIsNullIsMissing() {
    String whole = write("part", List.of("0", "1"));
    Model model = train(whole, List.of("x", "word"), "y", Missing.INDICATOR);
    Dataset<Row> rows = SPARK.read().parquet(whole).where(col("word").isNull()).drop("part");
    String typed = folder.resolve("typed").toString();
    rows.write().parquet(typed);
    String untyped = folder.resolve("untyped").toString();
    rows.withColumn("word", lit(null)).write().parquet(untyped);
    assertThat(SPARK.read().parquet(untyped).schema().apply("word").dataType())
        .isEqualTo(DataTypes.NullType);

    assertThat(answers(model, untyped)).isEqualTo(answers(model, typed)).isNotEmpty();
  }

  @Test
  void aMissingValueThatTheModelRefusesIsAnErrorThatNamesTheColumn() throws IOException {
    Model model = train(write("part", List.of("0", "1")), List.of("x", "part"), "y", Missing.ERROR);
    FileUtils.moveDirectory(
        folder.resolve("whole/part=1").toFile(), folder.resolve("null/part=" + NOTHING).toFile());

    assertThatThrownBy(() -> answers(model, folder.resolve("null").toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column part has nothing but null in 12 places");
  }

  @Test
  void aFolderNameOfAnotherTypeIsAnErrorThatNamesTheType() throws IOException {
    Model model = train(write("part", List.of("0", "1")), List.of("x", "part"), "y", Missing.ERROR);
    FileUtils.moveDirectory(
        folder.resolve("whole/part=1").toFile(), folder.resolve("text/part=one").toFile());

    assertThatThrownBy(() -> answers(model, folder.resolve("text").toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "feature column part is of type string; the model was trained on int");
  }
}
