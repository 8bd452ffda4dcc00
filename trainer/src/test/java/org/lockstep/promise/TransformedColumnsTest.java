package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Transform;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;
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

/** Columns and targets that are transformed: one model, and metrics in the units of the data. */
@Tag("spark")
class TransformedColumnsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final StructType SCHEMA =
      StructType.fromDDL("x0 double, x1 int, more array<double>, target double");
  private static final int ROWS = 240;

  @TempDir static Path folder;
  private static String table;
  private static String shuffled;
  private static TrainingResult trained;

  @BeforeAll
  static void train() {
    List<Row> rows = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < ROWS; i++) {
      double x0 = Math.pow(10, random.nextDouble() * 4 - 1);
      Integer x1 = i % 9 == 0 ? null : random.nextInt(400);
      List<Double> more = List.of(random.nextDouble(), i % 2 - 0.5);
      rows.add(RowFactory.create(x0, x1, more, 3 * x0 + more.get(0)));
    }
    table = folder.resolve("table").toString();
    Tables.write(Path.of(table), SCHEMA, rows, 1);
    Collections.shuffle(rows, random);
    shuffled = folder.resolve("shuffled").toString();
    Tables.write(Path.of(shuffled), SCHEMA, rows, 7);
    trained = train(runs(table), 1);
  }

  private static Runs runs(String of) {
    TreeMap<String, EncodingSettings.Column> columns = new TreeMap<>();
    columns.put(
        "x0",
        new EncodingSettings.Column(
            Transform.LOG1P, Optional.empty(), Optional.of(Scaling.MIN_MAX)));
    columns.put(
        "X1",
        new EncodingSettings.Column(Transform.SQRT, Optional.of(Missing.MEAN), Optional.empty()));
    return Runs.regression(of)
        .withEpochs(30)
        .withValidation(new Validation.Fraction(0.25))
        .withData(
            d ->
                d.withEncoding(
                    d.encoding().withColumns(columns).withTargetTransform(Transform.LOG1P)));
  }

  private static TrainingResult train(Runs runs, int partitions) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.withPartitions(partitions).to(output)).train();
  }

  @Test
  void theModelEqualsTheReferenceTrainersForAnyRowOrderAndPartitioning() {
    assertThat(trained.model().digest()).isEqualTo(Reference.digest(runs(table)));
    assertThat(train(runs(shuffled), 3).model().digest()).isEqualTo(trained.model().digest());
  }

  @Test
  void eachColumnHasWhatIsSetForIt() {
    var features = trained.model().encoding().features();

    assertThat(features)
        .extracting(column -> ((NumberColumn) column).transform())
        .containsExactly(Transform.LOG1P, Transform.SQRT, Transform.NONE);
    assertThat(features.get(1).missing()).isEqualTo(Missing.MEAN);
    assertThat(features.get(2).missing()).isEqualTo(Missing.ERROR);
    assertThat(trained.model().provenance().data())
        .containsEntry("target-transform", "log1p")
        .hasEntrySatisfying(
            "columns",
            columns ->
                assertThat((Map<?, ?>) ((Map<?, ?>) columns).get("x0"))
                    .isEqualTo(Map.of("transform", "log1p", "scaling", "min-max")));
  }

  @Test
  void metricsAreThoseOfThePredictionsInTheUnitsOfTheData() {
    String output = folder.resolve("predictions").toString();
    Prediction.write(SPARK, trained.model(), table, output);
    double squares = 0;
    double sizes = 0;
    List<Row> rows = SPARK.read().parquet(output).collectAsList();
    for (Row row : rows) {
      double error = row.getDouble(3) - row.getDouble(4);
      squares += error * error;
      sizes += Math.abs(error);
    }

    Metrics metrics =
        Evaluation.evaluate(SPARK, trained.model(), table, Optional.empty()).metrics();

    double rmse = Math.sqrt(squares / rows.size());
    assertThat(metrics.value(ValidationMetric.RMSE)).isCloseTo(rmse, within(1e-5 * rmse));
    assertThat(metrics.value(ValidationMetric.MAE))
        .isCloseTo(sizes / rows.size(), within(1e-5 * sizes / rows.size()));
    assertThat(metrics.value(ValidationMetric.R2)).isGreaterThan(0.5);
    assertThat(Objects.requireNonNull(trained.validation()).value(ValidationMetric.RMSE))
        .as("the validation's, of a quarter of the rows")
        .isBetween(rmse / 5, rmse * 5);
  }

  @Test
  void theScorerHasTheBitsOfPredict() {
    String output = folder.resolve("scored").toString();
    Prediction.write(SPARK, trained.model(), table, output);
    Scorer scorer = new Scorer(trained.model());

    for (Row row : SPARK.read().parquet(output).limit(50).collectAsList()) {
      Map<String, Object> values = new TreeMap<>();
      Stream.of("x0", "x1").forEach(name -> values.put(name, row.getAs(name)));
      values.put("more", row.getList(2));
      var prediction = (RowPrediction.Values) scorer.score(values).orElseThrow();
      assertThat(prediction.values()).containsExactly(row.getDouble(4));
    }
  }

  @Test
  void whatIsNotSetChangesNoBit() {
    Runs usual = Runs.regression(table).withEpochs(1).withColumns(List.of("target"), List.of("x0"));
    TreeMap<String, EncodingSettings.Column> none = new TreeMap<>();
    none.put("x0", EncodingSettings.Column.USUAL);

    assertThat(
            train(usual.withData(d -> d.withEncoding(d.encoding().withColumns(none))), 2)
                .model()
                .digest())
        .isEqualTo(Reference.digest(usual));
  }
}
