package org.lockstep.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/** Predictions of a model whose weights are set by hand, so that each is known. */
@Tag("spark")
class PredictionTest {
  private static final SparkSession SPARK = SharedSpark.session();

  /** More rows than are predicted in one batch. */
  private static final int ROWS = 600;

  @TempDir private static Path folder;
  private static String table;

  @BeforeAll
  static void writeTable() {
    List<Row> rows =
        IntStream.range(0, ROWS)
            .mapToObj(i -> RowFactory.create("row " + i, 2.0 * i, "note", List.of(1.0 * i)))
            .toList();
    table =
        Tables.write(
            folder.resolve("table"),
            "name string, `x.1` double, note string, v array<double>",
            rows);
  }

  /** Outputs v + 2 (x.1 - 10) / 4 and its negative, scaled back by 10 and 100. */
  private static Model model(int outputs) {
    List<String> targets = List.of("y", "z").subList(0, outputs);
    List<Double> tens = List.of(10.0, 100.0).subList(0, outputs);
    List<Double> ones = List.of(1.0, -1.0).subList(0, outputs);
    Encoding encoding =
        new Encoding(
            List.of(
                NumberColumn.whole("v", "array<double>", 1),
                NumberColumn.whole("x.1", "double", 1)),
            new LinearScale(List.of(0.0, 10.0), List.of(1.0, 4.0)),
            new TargetEncoding.Numbers(targets, new LinearScale(ones, tens)));
    float[] parameters = outputs == 1 ? new float[] {1, 2, 0} : new float[] {1, 2, -1, -2, 0, 0};
    return new Model(
        new Topology(List.of(2, outputs), List.of(Activation.IDENTITY), new Loss.SquaredError()),
        encoding,
        parameters,
        new Provenance(Map.of(), Map.of(), Map.of(), "", ""));
  }

  private static Dataset<Row> answers(Model model) {
    String output = folder.resolve("answers-" + System.nanoTime()).toString();
    assertThat(Prediction.write(SPARK, model, table, output)).isEqualTo(ROWS);
    return SPARK.read().parquet(output);
  }

  @Test
  void predictionsAreInTheUnitsOfTheDataBesideTheColumnsOfTheTable() {
    Dataset<Row> answers = answers(model(1));

    assertThat(answers.columns()).containsExactly("name", "x.1", "note", "v", "prediction");
    for (Row row : answers.collectAsList()) {
      int i = Integer.parseInt(row.getString(0).substring(4));
      assertThat(row.getDouble(1)).isEqualTo(2.0 * i);
      assertThat(row.getList(3)).isEqualTo(List.of(1.0 * i));
      assertThat(row.getDouble(4)).isEqualTo(10.0 * (i + 2 * (2 * i - 10) / 4.0) + 1);
    }
  }

  @Test
  void severalTargetsArePredictedInAnArray() {
    for (Row row : answers(model(2)).collectAsList()) {
      double i = Integer.parseInt(row.getString(0).substring(4));
      double output = i + 2 * (2 * i - 10) / 4;
      assertThat(row.getList(4)).isEqualTo(List.of(10 * output + 1, 100 * -output - 1));
    }
  }

  @Test
  void aSampleHasTargetsAndPredictionsAndIsTheSameForAnyPartitioning() {
    Dataset<Row> withTargets =
        SPARK.read().parquet(table).withColumn("y", functions.col("`x.1`").cast("int"));
    List<List<Prediction.PredictedRow>> samples = new ArrayList<>();
    for (int partitions : new int[] {1, 5}) {
      String path = folder.resolve("targets-" + partitions).toString();
      withTargets.repartition(partitions).write().parquet(path);
      samples.add(Prediction.sample(SPARK, model(1), path, 50));
    }

    assertThat(samples.get(0)).hasSize(50).isEqualTo(samples.get(1));
    assertThat(samples.get(0))
        .allSatisfy(
            answer -> {
              double y = answer.targets().get(0);
              assertThat(answer.predictions()).containsExactly(10 * (y / 2 + (y - 10) / 2) + 1);
            });
    assertThat(samples.get(0).stream().mapToDouble(a -> a.targets().get(0)).max().getAsDouble())
        .as("not the first rows alone")
        .isGreaterThan(ROWS);
  }

  @Test
  void existingOutputIsNotOverwrittenAndNoTemporaryFilesRemain() throws IOException {
    Path output = folder.resolve("taken");
    Files.createDirectories(output);

    assertThatThrownBy(() -> Prediction.write(SPARK, model(1), table, output.toString()))
        .isInstanceOf(UserException.class)
        .hasMessage("%s exists already (--output); choose another folder", output);

    assertThat(output).isEmptyDirectory();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.startsWith("."));
    }
  }

  @Test
  void theTableMayNotHaveTheOutputColumnsAlready() {
    Path taken = folder.resolve("with-prediction");
    Tables.write(
        taken,
        "`x.1` double, v array<double>, Prediction int",
        List.of(RowFactory.create(1.0, List.of(1.0), 1)));

    assertThatThrownBy(
            () ->
                Prediction.write(
                    SPARK, model(1), taken.toString(), folder.resolve("unwritten").toString()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "the data hold a column Prediction already (%s); give the predictions another name by"
                + " --prediction-column or --probability-column",
            taken);
    assertThat(folder.resolve("unwritten")).doesNotExist();
  }
}
