package org.lockstep.promise;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
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
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Evaluation;

/** Rows to test on and strata to validate on: the same rows for any order and partitioning. */
@Tag("spark")
class HeldOutRowsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 300;
  private static final String SMALL = "spark.lockstep.smallTableBytes";

  @TempDir private static Path tables;
  private static String train;
  private static String other;

  @TempDir private Path folder;

  @BeforeAll
  static void writeTables() {
    Dataset<Row> all = Blobs.table(SPARK, ROWS + 100);
    train = write("train", all.limit(ROWS), 1);
    other = write("other", all.exceptAll(all.limit(ROWS)), 2);
  }

  @AfterEach
  void forgetSettings() {
    SPARK.conf().unset(SMALL);
  }

  private static String write(String name, Dataset<Row> rows, int files) {
    String path = tables.resolve(name).toString();
    rows.repartition(files).write().parquet(path);
    return path;
  }

  private static Runs runs(String table) {
    return Runs.classification(table).withValidation(new Validation.Fraction(0.2)).withEpochs(2);
  }

  private static Runs tested(Runs runs, Validation test) {
    return runs.withData(data -> data.withTest(test));
  }

  private TrainingResult train(Runs runs, String name) {
    return new Trainer(SPARK, runs.to(folder.resolve(name).toString())).train();
  }

  @Test
  void aTableToTestOnChangesNoBitAndIsEvaluatedAsTheCommandDoes() {
    TrainingResult without = train(runs(train), "without");
    TrainingResult with = train(tested(runs(train), new Validation.Table(other)), "with");

    assertThat(with.model().digest()).isEqualTo(without.model().digest());
    assertThat(without.test()).isEmpty();
    Evaluation.Result test = with.test().orElseThrow();
    assertThat(test.scorecard())
        .isEqualTo(Evaluation.evaluate(SPARK, with.model(), other, Optional.empty()));
    assertThat(
            ModelFolder.readManifest(
                    SPARK.sparkContext().hadoopConfiguration(), folder.resolve("with").toString())
                .test())
        .isEqualTo(test.scorecard().metrics());
  }

  @Test
  void aTableToTestOnOfAnotherSchemaIsRefusedBeforeAnythingIsWritten() {
    String wrong = write("wrong", SPARK.read().parquet(train).drop("x1"), 1);

    assertThatThrownBy(() -> train(tested(runs(train), new Validation.Table(wrong)), "refused"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("x1")
        .hasMessageContaining(wrong);
    assertThat(folder.resolve("refused").resolve("manifest.json")).doesNotExist();
    assertThat(folder.resolve("refused").resolve("checkpoints")).doesNotExist();
  }

  @ParameterizedTest(name = "small up to {0} bytes")
  @ValueSource(strings = {"4194304", "0"})
  void aShareToTestOnIsTheSameForAnyFilesAndTakesNoRowOfTheValidation(String smallBytes) {
    SPARK.conf().set(SMALL, smallBytes);
    Runs runs = tested(runs(train), new Validation.Fraction(0.25));
    String cut = write("cut-" + smallBytes, SPARK.read().parquet(train).orderBy("x1"), 7);

    TrainingResult whole = train(runs, "whole");
    TrainingResult parts = train(tested(runs(cut), new Validation.Fraction(0.25)), "parts");

    assertThat(parts.model().digest()).isEqualTo(whole.model().digest());
    assertThat(parts.test()).isEqualTo(whole.test());
    assertThat(parts.scores().standardErrors()).isEqualTo(whole.scores().standardErrors());
    long tests = whole.test().orElseThrow().scorecard().examples();
    long validated = Objects.requireNonNull(whole.validation()).examples();
    assertThat(tests).isBetween(50L, 100L);
    assertThat(validated)
        .isEqualTo(Objects.requireNonNull(train(runs(train), "plain").validation()).examples());
    TrainingData data = prepare(runs);
    assertThat(data.train().plan().examples() + validated + tests).isEqualTo(ROWS);
    data.release();
  }

  @Test
  void aColumnMarksTheRowsToTestOn() {
    Dataset<Row> rows = SPARK.read().parquet(train);
    Column isHeld = pmod(hash(col("x0")), lit(4)).equalTo(0);
    String marked = write("marked", rows.withColumn("held", isHeld), 2);
    String rest = write("rest", rows.where(not(isHeld)), 3);
    String held = write("held", rows.where(isHeld), 1);

    TrainingResult byMark = train(tested(runs(marked), new Validation.Column("held")), "by-mark");
    TrainingResult byTable = train(tested(runs(rest), new Validation.Table(held)), "by-table");

    assertThat(byMark.model().digest()).isEqualTo(byTable.model().digest());
    assertThat(byMark.test().orElseThrow().scorecard())
        .isEqualTo(byTable.test().orElseThrow().scorecard());
  }

  @Test
  void aMarkThatIsNullIsRefused() {
    Dataset<Row> rows = SPARK.read().parquet(train);
    String marked = write("nulls", rows.withColumn("held", lit(null).cast("boolean")), 1);

    assertThatThrownBy(() -> train(tested(runs(marked), new Validation.Column("held")), "nulls"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("test column held has missing values (null) in 300 rows");
  }

  @Test
  void aStoppedRunIsTestedWhenItIsResumed() {
    Runs runs =
        tested(runs(train), new Validation.Table(other))
            .withCheckpoints(CheckpointSettings.DEFAULT);
    TrainingResult whole = train(runs, "whole");
    String output = folder.resolve("stopped").toString();
    StopAfter stop = new StopAfter(3);
    Trainer first = new Trainer(SPARK, runs.to(output), stop);
    stop.onStop(first::requestStop);
    assertThatThrownBy(first::train).isInstanceOf(RunStoppedException.class);

    TrainingResult resumed =
        new Trainer(SPARK, runs.to(output))
            .train(RunFolder.reopen(SPARK.sparkContext().hadoopConfiguration(), output));

    assertThat(resumed.model().digest()).isEqualTo(whole.model().digest());
    assertThat(resumed.test()).isEqualTo(whole.test());
  }

  private static TrainingData prepare(Runs runs) {
    return TrainingData.prepare(
        TableReader.of(SPARK), runs.data(), Optional.empty(), runs.batchSize(), 13, () -> 3);
  }

  /** How many examples each class has. */
  private static Map<Object, Integer> classes(TrainingData data, DealtLanes lanes) {
    TargetEncoding.Classes target = (TargetEncoding.Classes) data.encoding().target();
    Map<Object, Integer> counts = new TreeMap<>();
    for (Lane lane : lanes.collect()) {
      for (int i = 0; i < lane.size(); i++) {
        int label = (int) lane.block(i)[lane.offset(i) + data.encoding().inputWidth()];
        counts.merge(target.labels().get(label), 1, Integer::sum);
      }
    }
    return counts;
  }

  @ParameterizedTest(name = "small up to {0} bytes")
  @ValueSource(strings = {"4194304", "0"})
  void strataAreExactOfEachClassAndTheSameForAnyFiles(String smallBytes) {
    SPARK.conf().set(SMALL, smallBytes);
    String cut = write("strata-" + smallBytes, SPARK.read().parquet(train).orderBy("x0"), 5);
    Validation share = new Validation.Fraction(0.3, true);
    TrainingData whole = prepare(tested(runs(train).withValidation(share), share));
    TrainingData parts = prepare(tested(runs(cut).withValidation(share), share));

    Map<Object, Integer> trained = classes(whole, whole.train());
    Map<Object, Integer> validated = classes(whole, Objects.requireNonNull(whole.validation()));
    Map<Object, Integer> all = new TreeMap<>();
    SPARK
        .read()
        .parquet(train)
        .groupBy("label")
        .count()
        .collectAsList()
        .forEach(row -> all.put(row.get(0), (int) row.getLong(1)));
    all.forEach(
        (label, rows) -> {
          assertThat(validated.get(label)).isEqualTo((int) Math.round(0.3 * rows));
          assertThat(rows - trained.get(label) - validated.get(label))
              .isEqualTo(rows - (int) Math.round(0.7 * rows));
        });
    assertThat(parts.train().fingerprint()).isEqualTo(whole.train().fingerprint());
    assertThat(Objects.requireNonNull(parts.validation()).fingerprint())
        .isEqualTo(Objects.requireNonNull(whole.validation()).fingerprint());
    parts.release();
    whole.release();
  }

  @Test
  void equalRowsOfAClassStayOnOneSide() {
    Dataset<Row> rows = SPARK.read().parquet(train).limit(60);
    String twice = write("twice", rows.unionAll(rows).unionAll(rows), 2);
    TrainingData data = prepare(runs(twice).withValidation(new Validation.Fraction(0.3, true)));

    Set<List<Float>> trained = contents(data, data.train());
    Set<List<Float>> validated = contents(data, Objects.requireNonNull(data.validation()));

    assertThat(validated).isNotEmpty().doesNotContainAnyElementsOf(trained);
    assertThat(trained.size() + validated.size()).isEqualTo((int) rows.distinct().count());
    data.release();
  }

  private static Set<List<Float>> contents(TrainingData data, DealtLanes lanes) {
    Set<List<Float>> contents = new HashSet<>();
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
}
