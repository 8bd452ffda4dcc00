package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.table.RowHash;
import org.lockstep.encoding.Scaling;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** The folds of a cross-validation: a partition of the rows, the same for any files. */
@Tag("spark")
class FoldsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 200;
  private static final int FOLDS = 4;

  @TempDir private static Path tables;
  private static String train;
  private static String cut;

  @TempDir private Path folder;

  @BeforeAll
  static void writeTables() {
    Dataset<Row> all = Blobs.table(SPARK, ROWS);
    train = tables.resolve("train").toString();
    cut = tables.resolve("cut").toString();
    all.coalesce(1).write().parquet(train);
    all.orderBy("x1").repartition(5).write().parquet(cut);
  }

  /** Rows as they are, so that those of two encodings can be compared. */
  private static Runs runs(String table, Validation validation) {
    return Runs.classification(table)
        .withValidation(validation)
        .withEpochs(2)
        .withData(data -> data.withEncoding(data.encoding().withScaling(Scaling.NONE)));
  }

  private static TrainingData prepare(Runs runs) {
    return TrainingData.prepare(
        TableReader.of(SPARK), runs.data(), Optional.empty(), runs.batchSize(), 13, () -> 3);
  }

  private static List<List<Float>> contents(TrainingData data, DealtLanes lanes) {
    List<List<Float>> contents = new ArrayList<>();
    for (Lane lane : lanes.collect()) {
      for (int i = 0; i < lane.size(); i++) {
        List<Float> row = new ArrayList<>();
        for (int at = 0; at < data.encoding().shape(0).usual(); at++) {
          row.add(lane.block(i)[lane.offset(i) + at]);
        }
        contents.add(row);
      }
    }
    return contents;
  }

  @ParameterizedTest(name = "stratified {0}")
  @ValueSource(booleans = {false, true})
  void eachRowIsInOneFoldAndTheOthersAreTrainedOn(boolean stratified) {
    Set<List<Float>> seen = new HashSet<>();
    int validated = 0;
    for (int number = 1; number <= FOLDS; number++) {
      Validation fold = new Validation.Fold(number, FOLDS, stratified);
      TrainingData data = prepare(runs(train, fold));
      TrainingData other = prepare(runs(cut, fold));
      List<List<Float>> held = contents(data, Objects.requireNonNull(data.validation()));
      List<List<Float>> trained = contents(data, data.train());

      assertThat(held).isNotEmpty().doesNotContainAnyElementsOf(trained);
      assertThat(held.size() + trained.size()).isEqualTo(ROWS);
      assertThat(seen).doesNotContainAnyElementsOf(held);
      assertThat(other.train().fingerprint()).isEqualTo(data.train().fingerprint());
      assertThat(Objects.requireNonNull(other.validation()).fingerprint())
          .isEqualTo(Objects.requireNonNull(data.validation()).fingerprint());
      seen.addAll(held);
      validated += held.size();
      data.release();
      other.release();
    }
    assertThat(validated).isEqualTo(ROWS);
  }

  @Test
  void foldsOfEachClassDifferByOneRowAtMost() {
    Map<Float, List<Integer>> sizes = new TreeMap<>();
    for (int number = 1; number <= FOLDS; number++) {
      TrainingData data = prepare(runs(train, new Validation.Fold(number, FOLDS, true)));
      Map<Float, Integer> classes = new TreeMap<>();
      contents(data, Objects.requireNonNull(data.validation()))
          .forEach(row -> classes.merge(row.get(data.encoding().inputWidth()), 1, Integer::sum));
      classes.forEach((label, n) -> sizes.computeIfAbsent(label, l -> new ArrayList<>()).add(n));
      data.release();
    }

    assertThat(sizes).hasSizeGreaterThan(1);
    sizes.forEach(
        (label, its) -> {
          assertThat(its).hasSize(FOLDS);
          int least = its.stream().mapToInt(n -> n).min().orElseThrow();
          assertThat(its).allMatch(n -> n - least <= 1);
        });
  }

  @ParameterizedTest(name = "stratified {0}")
  @ValueSource(booleans = {false, true})
  void rowsToTestOnAreInNoFoldAndAllOthersInOne(boolean stratified) {
    Validation share = new Validation.Fraction(0.3);
    int validated = 0;
    long tested = 0;
    for (int number = 1; number <= 3; number++) {
      Validation fold = new Validation.Fold(number, 3, stratified);
      TrainingData data = prepare(runs(train, fold).withData(its -> its.withTest(share)));
      int held = contents(data, Objects.requireNonNull(data.validation())).size();
      tested = data.test().orElseThrow().survey().rows();
      assertThat(held).isPositive();
      assertThat(held + contents(data, data.train()).size() + tested).isEqualTo(ROWS);
      validated += held;
      data.release();
    }
    assertThat(validated + tested).isEqualTo(ROWS);
  }

  @Test
  void moreFoldsThanRowsOfAClassAreRefused() {
    long fewest =
        SPARK
            .read()
            .parquet(train)
            .groupBy("label")
            .count()
            .agg(Map.of("count", "min"))
            .first()
            .getLong(0);
    Validation fold = new Validation.Fold(1, (int) fewest + 1, true);

    assertThatThrownBy(() -> prepare(runs(train, fold)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("of label has %d rows, fewer than the %d folds", fewest, fewest + 1)
        .hasMessageContaining("choose fewer folds, or leave stratified out");
  }

  @Test
  void aFoldWithoutRowsIsRefused() {
    assertThatThrownBy(() -> prepare(runs(train, new Validation.Fold(7, 5000, false))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("fold 7 of 5000 to validate on leaves 200 rows to train on and 0")
        .hasMessageContaining("choose fewer folds");
  }

  @Test
  void oneRunTakesOneFoldOnly() {
    String output = folder.resolve("all").toString();

    assertThatThrownBy(
            () ->
                new Trainer(SPARK, runs(train, new Validation.Folds(5, false)).to(output)).train())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the validation is 5 folds, and one run validates on one fold")
        .hasMessageContaining("{ folds = 5, fold = 1 }");
  }

  @Test
  void aFoldHasTheBitsOfARunOnTablesOfItsRows() {
    long seed = runs(train, new Validation.None()).data().seed();
    List<Row> kept = new ArrayList<>();
    List<Row> held = new ArrayList<>();
    Dataset<Row> all = SPARK.read().parquet(train);
    for (Row row : all.collectAsList()) {
      List<Float> more = row.getList(row.fieldIndex("more"));
      double[] values = {
        row.<Double>getAs("x0"), row.<Double>getAs("x1"), more.get(0), more.get(1), more.get(2)
      };
      double place = RowHash.place(values, values.length, seed);
      (place >= 0.25 && place < 0.5 ? held : kept).add(row);
    }
    String rest = tables.resolve("kept").toString();
    String own = tables.resolve("held").toString();
    SPARK.createDataFrame(kept, all.schema()).write().parquet(rest);
    SPARK.createDataFrame(held, all.schema()).write().parquet(own);

    TrainingResult byFold = train(runs(train, new Validation.Fold(2, FOLDS, false)), "by-fold");
    TrainingResult byTable = train(runs(rest, new Validation.Table(own)), "by-table");

    assertThat(byFold.model().digest()).isEqualTo(byTable.model().digest());
    // The rows of a table of its own are added in another order
    Metrics ofFold = Objects.requireNonNull(byFold.validation());
    Metrics ofTable = Objects.requireNonNull(byTable.validation());
    assertThat(ofFold.examples()).isEqualTo(ofTable.examples());
    assertThat(ofFold.loss()).isCloseTo(ofTable.loss(), within(1e-8));
    assertThat(ofFold.value(ValidationMetric.ACCURACY))
        .isEqualTo(ofTable.value(ValidationMetric.ACCURACY));
  }

  private TrainingResult train(Runs runs, String name) {
    return new Trainer(SPARK, runs.to(folder.resolve(name).toString())).train();
  }
}
