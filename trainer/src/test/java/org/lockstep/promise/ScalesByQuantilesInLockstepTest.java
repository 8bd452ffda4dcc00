package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.PredictionColumns;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.curve.PredictionRange;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Quantiles;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Intervals;
import org.lockstep.training.evaluation.Prediction;

/**
 * Scales by quantiles, the smooth clip and clipped predictions: one model, however it is trained.
 */
@Tag("spark")
class ScalesByQuantilesInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String SMALL_BYTES = "spark.lockstep.smallTableBytes";
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "x double, amount float, day date, pair array<double>, site string, w double, y double");
  private static final int ROWS = 300;
  private static final int TARGET = 6;

  @TempDir static Path folder;
  private static String table;
  private static String shuffled;
  private static TrainingResult trained;
  private static String model;

  @BeforeAll
  static void train() {
    List<Row> rows = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < ROWS; i++) {
      Double x = i % 9 == 0 ? null : Math.pow(random.nextGaussian(), 3) * 1e4;
      float amount = random.nextInt(3) == 0 ? 0 : (float) Math.exp(3 * random.nextGaussian());
      Date day = i % 11 == 0 ? null : Date.valueOf(LocalDate.ofEpochDay(17L * i));
      List<Double> pair = List.of(7.5, i % 13 == 0 ? Double.NaN : random.nextDouble());
      String site = List.of("north", "Süd").get(i % 2);
      rows.add(
          RowFactory.create(
              x, amount, day, pair, site, 0.5 + i % 3, 5 * random.nextDouble() + i % 2));
    }
    table = Tables.write(folder.resolve("table"), SCHEMA, rows, 1);
    Collections.shuffle(rows, random);
    shuffled = Tables.write(folder.resolve("shuffled"), SCHEMA, rows, 7);
    model = folder.resolve("model").toString();
    trained = new Trainer(SPARK, runs(table).withPartitions(1).to(model)).train();
  }

  private static Runs runs(String of) {
    TreeMap<String, EncodingSettings.Column> columns = new TreeMap<>();
    columns.put("amount", column(Scaling.QUANTILE, Optional.empty()));
    columns.put("pair", column(Scaling.ROBUST, Optional.of(Missing.INDICATOR)));
    return Runs.regression(of)
        .withColumns(List.of("y"), List.of("x", "amount", "day", "pair", "site"))
        .withEpochs(6)
        .withValidation(new Validation.Fraction(0.3))
        .withData(
            d ->
                d.withEncoding(
                    d.encoding()
                        .withScaling(Scaling.ROBUST)
                        .withSmoothClip(Optional.of(3.0))
                        .withMissing(Missing.MEAN)
                        .withColumns(columns)
                        .withTargets(new EncodingSettings.Targets(Transform.LOG1P, true))));
  }

  private static EncodingSettings.Column column(Scaling scaling, Optional<Missing> missing) {
    return new EncodingSettings.Column(Transform.NONE, missing, Optional.of(scaling));
  }

  private static TrainingResult train(Runs runs, int partitions) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.withPartitions(partitions).to(output)).train();
  }

  @Test
  void theModelEqualsTheReferenceTrainersForAnyRowOrderPartitioningAndExchange() {
    assertThat(trained.model().digest()).isEqualTo(Reference.digest(runs(table)));
    TrainingResult job = train(runs(shuffled).withExchange(ExchangeKind.JOB), 3);
    assertThat(job.model().digest()).isEqualTo(trained.model().digest());
    assertThat(job.validation()).isEqualTo(trained.validation());
    SPARK.conf().set(SMALL_BYTES, "0");
    try {
      TrainingResult large = train(runs(shuffled).withExchange(ExchangeKind.RESIDENT), 2);
      assertThat(large.model().digest()).isEqualTo(trained.model().digest());
      assertThat(large.model().encoding()).isEqualTo(trained.model().encoding());
    } finally {
      SPARK.conf().unset(SMALL_BYTES);
    }
  }

  @Test
  void eachColumnHasItsScaleAndEachNumberItsClip() {
    Encoding encoding = trained.model().encoding();
    TargetEncoding.Numbers target = (TargetEncoding.Numbers) encoding.target();

    // x, amount, day and its six waves, the pair and its mark, two sites
    assertThat(encoding.curves().smoothClip().subList(0, 3)).containsExactly(3.0, 3.0, 3.0);
    assertThat(encoding.curves().smoothClip().stream().filter(bound -> bound == 3)).hasSize(5);
    assertThat(encoding.curves().quantilesOf(0)).isEmpty();
    assertThat(encoding.curves().quantilesOf(1)).hasSizeBetween(150, ROWS).isSorted();
    assertThat(encoding.scale().divisor()).contains(Double.MAX_VALUE); // the pair's constant
    assertThat(target.range()).isNotNull();
    assertThat(trained.model().provenance().data())
        .containsEntry("scaling", "robust")
        .containsEntry("smooth-clip", 3.0)
        .containsEntry("clip-predictions", true);
    assertThat(ModelFolder.read(new Configuration(), model).encoding()).isEqualTo(encoding);
  }

  @Test
  void predictionsAreInTheRangeAndTheScorerAndEvaluateHaveThem() {
    TargetEncoding.Numbers target = (TargetEncoding.Numbers) trained.model().encoding().target();
    String output = folder.resolve("predictions").toString();
    Prediction.write(SPARK, trained.model(), table, output);
    List<Row> rows = SPARK.read().parquet(output).collectAsList();
    double least = Objects.requireNonNull(target.range()).least().get(0);
    double most = target.range().most().get(0);
    Scorer scorer = new Scorer(trained.model());
    double squares = 0;
    for (Row row : rows) {
      double prediction = row.getDouble(SCHEMA.size());
      squares += Math.pow(row.getDouble(TARGET) - prediction, 2);
      assertThat(prediction).isBetween(least, most);
      Map<String, Object> values = new TreeMap<>();
      for (String name : List.of("x", "amount", "site")) {
        values.put(name, row.getAs(name));
      }
      values.put("day", row.isNullAt(2) ? null : row.getDate(2).toLocalDate());
      values.put("pair", row.getList(3));
      assertThat(((RowPrediction.Values) scorer.score(values).orElseThrow()).values())
          .containsExactly(prediction);
    }

    Metrics metrics =
        Evaluation.evaluate(SPARK, trained.model(), table, Optional.empty()).metrics();

    double rmse = Math.sqrt(squares / rows.size());
    assertThat(metrics.value(ValidationMetric.RMSE)).isCloseTo(rmse, within(1e-5 * rmse));
  }

  @Test
  void theLossAndTheParametersAreThoseOfARunThatDoesNotClip() {
    Runs clipped = runs(table).withEpochs(2);
    Runs free =
        clipped.withData(
            d ->
                d.withEncoding(
                    d.encoding()
                        .withTargets(new EncodingSettings.Targets(Transform.LOG1P, false))));

    TrainingResult one = train(clipped, 2);
    TrainingResult other = train(free, 2);

    assertThat(one.model().parameters()).isEqualTo(other.model().parameters());
    assertThat(Objects.requireNonNull(one.validation()).loss())
        .isEqualTo(Objects.requireNonNull(other.validation()).loss());
  }

  /** The model with a range that is narrower than its predictions. */
  private static Model narrow(Model model) {
    TargetEncoding.Numbers target = (TargetEncoding.Numbers) model.encoding().target();
    PredictionRange range = new PredictionRange(List.of(2.5), List.of(2.75));
    return new Model(
        model.topology(),
        model.encoding().with(target.within(range)),
        model.parameters(),
        model.provenance());
  }

  @Test
  void metricsAreOfClippedPredictionsAndIntervalsStandAroundThem() {
    Model model = narrow(trained.model());
    String output = folder.resolve("intervals").toString();
    PredictionColumns columns = PredictionColumns.DEFAULT.with(Intervals.of(model, 0.5));

    Prediction.write(SPARK, model, table, output, columns, notice -> {});

    double squares = 0;
    int atAnEnd = 0;
    List<Row> rows = SPARK.read().parquet(output).collectAsList();
    for (Row row : rows) {
      double prediction = row.getDouble(SCHEMA.size());
      squares += Math.pow(row.getDouble(TARGET) - prediction, 2);
      assertThat(prediction).isBetween(2.5, 2.75);
      assertThat(row.getDouble(SCHEMA.size() + 1)).isLessThan(prediction - 0.1);
      assertThat(row.getDouble(SCHEMA.size() + 2)).isGreaterThan(prediction + 0.1);
      atAnEnd += prediction == 2.5 || prediction == 2.75 ? 1 : 0;
    }
    double rmse = Math.sqrt(squares / rows.size());
    Metrics metrics = Evaluation.evaluate(SPARK, model, table, Optional.empty()).metrics();
    assertThat(metrics.value(ValidationMetric.RMSE)).isCloseTo(rmse, within(1e-5 * rmse));
    assertThat(atAnEnd).isGreaterThan(ROWS / 3);
  }

  @Test
  void severalQuantilesAreClippedEach() {
    Loss loss = new Quantiles(List.of(0.1, 0.5, 0.9));
    Model model =
        narrow(
            train(
                    runs(table)
                        .withEpochs(1)
                        .withNetwork(NetworkSettings.of(List.of(4), Activation.TANH, loss)),
                    2)
                .model());
    String output = folder.resolve("quantiles").toString();

    Prediction.write(SPARK, model, table, output);

    for (Row row : SPARK.read().parquet(output).collectAsList()) {
      for (int c = SCHEMA.size(); c < row.size(); c++) {
        assertThat(row.getDouble(c)).isBetween(2.5, 2.75);
      }
      assertThat(row.size()).isEqualTo(SCHEMA.size() + 4);
    }
  }
}
